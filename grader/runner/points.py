"""The points of a scheduled request, as seen in its own processes: where they stop for the tracer.

Theory of operation
-------------------
The tracer stops a process at calls (:mod:`grader.runner.confine.point_filter`).
A mark in the submission's file (:mod:`grader.runner.marks`) is a call as well, ``sched_get_priority_max``:
it takes a number, the line, and does nothing; the tracer answers it in the kernel's place. A fine mark is
``posix_fadvise`` for no file, for which Python lets go of its lock. New interpreters
import this module as their main module, because that is what the caller's says it is. So it imports as
little as can be: each of them would pay for it.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec

from grader.runner import marks
from grader.runner.load import when_loaded
from grader.runner.origins import looks

TYPE_CHECKING = False  # without typing, which would double what this costs
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

FILE: Final = "FORKLORE_POINTS"


def begin(file: str, kinds: tuple[str, ...], queues: bool = False) -> None:
    """Put this process, and every process that it will start, under the tracer's schedule.

    ``kinds`` of ``ASKED_FOR`` are points as well; with ``queues``, in forked processes, so are their locks.
    Raises RuntimeError where that cannot be done; nothing has changed then.
    """
    from grader.runner.confine import point_filter, seccomp

    machine = os.uname().machine
    code = point_filter.packed(machine, kinds)
    if not code or not seccomp.put_on(code):
        raise RuntimeError(f"no schedule on this machine ({machine})")
    os.environ[FILE] = file
    main: Any = sys.modules["__main__"]
    main.__spec__ = ModuleSpec("grader.runner.points", None)
    reached(0)
    _begin_here(file, queues)


def _begin_here(file: str, queues: bool = False) -> None:
    """What each interpreter does for itself."""
    marks.begin(file, reached, passed, queues)
    looks.begin(file, marks.MARKS.looked)
    sys.meta_path.insert(0, marks.Finder(os.path.basename(file).removesuffix(".py"), file))
    when_loaded("multiprocessing.process", _keep_order)
    when_loaded("concurrent.futures.thread", _keep_order)


class _Ordered(dict):  # type: ignore[type-arg]
    """A set whose order is that of coming."""

    def add(self, item: object) -> None:
        self[item] = None

    def discard(self, item: object) -> None:
        self.pop(item, None)


def _keep_order(module: Any) -> None:
    """Have multiprocessing keep its children, and an executor its threads, in the order of their births.

    They keep them in a set, whose order is that of their addresses: no other run would repeat it.
    """
    if hasattr(module, "_children"):
        module._children = _Ordered(dict.fromkeys(module._children))
    module.set = _Ordered  # which is what a child makes anew after a fork


def reached(line: int, stop: Callable[[int], int] = os.sched_get_priority_max) -> None:
    """Stop for the tracer, which may let others go on first; a submission may change what the name says."""
    stop(line)


def passed(line: int, part: int, stop: Callable[[int, int, int, int], None] = os.posix_fadvise) -> None:
    """Stop for the tracer at a fine mark; where nobody schedules any more, go on."""
    try:  # noqa: SIM105 contextlib is one more module to load
        stop(-1, line, part, 0)
    except OSError:
        pass


if __name__ == "__mp_main__" and FILE in os.environ:
    _begin_here(os.environ[FILE])
