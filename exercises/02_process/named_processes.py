"""Processes with names, and what they do not share.

`multiprocessing.Process` runs a function in a process of its own: nothing
happens before `start`, and nothing is known of its end before it has been
joined. Threads share the caller's memory, processes have a copy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def run_named(
    jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]],
) -> dict[str, int]:
    """Run every job in its own process, all at once; return how each ended.

    A job is `(name, target, args, kwargs)`. For each one, a process other than
    the caller's calls `target(*args, **kwargs)` once. While it runs,
    `multiprocessing.current_process().name` in it is `name`. Names are not
    empty, and no two jobs have the same.

    "All at once" means that there is a moment at which every job is running:
    jobs may wait for each other, and if one runs after the other they never
    meet.

    Return `{name: exit code}` with one entry for each job. Exit codes are as
    `Process.exitcode` has them:

        the target returns, whatever its value      0
        it calls sys.exit(n), n from 0 to 255       n
        it calls sys.exit("some text")              1
        it raises any other exception               1
        signal N ends the process                   -N

    A failing job raises nothing in the caller and does not disturb the others.
    No jobs: `{}`.

    Targets are picklable functions at the top level of a module, arguments are
    picklable. The function must work under the start methods fork, forkserver
    and spawn; the caller has set one, leave it as it is.

    When the function returns, every process that it started has ended and has
    been collected, and the caller's other children, running or finished, have
    been left alone: they may go on running long after.
    """
    raise NotImplementedError


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    """Show that a process changes its own copy of a list and a thread changes yours.

    First run `mutate(box)` once in another process and wait for its end. Then
    take a copy of `box`, as it now is in the caller. After that run
    `mutate(box)` once in a thread of the caller's process, not the calling
    thread itself, and wait for its end. Then take a second copy of `box`.

    Return the two copies, `(after the process, after the thread)`. They are
    two new lists: what happens to `box` later does not show in them. `box`
    itself is the list that the thread has changed.

    `mutate` is a picklable function at the top level of a module and may take
    its time; the items of `box` are picklable. The function must work under
    the start methods fork, forkserver and spawn; the caller has set one, leave
    it as it is.

    When the function returns, the process and the thread have ended, and the
    process has been collected.
    """
    raise NotImplementedError
