"""Injections that take away luck: time limits that run out at once, and ends that are slow.

They change multiprocessing in the process that calls them and in what it forks. A right answer does not
depend on how long a wait may take.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from grader.runner import stage
from grader.runner.swap import swapped

#: What is left of a time limit, in seconds.
LEFT = 0.01
#: Limits of up to so many seconds are short.
SHORT = 2.0


def cut_short(most: float = SHORT, times: float = math.inf) -> None:
    """Let waits of pipes and queues with a limit of up to ``most`` seconds run out at once.

    Longer limits stay: they are a safety net and not a way to learn that nothing more will come. Only the
    first ``times`` waits of a process are cut short: who waits again and again may count them to know the
    time.
    """
    import multiprocessing.connection

    connections: Any = multiprocessing.connection
    poll, wait = connections._ConnectionBase.poll, connections.wait

    left = [times]

    def short(timeout: Any) -> Any:
        if timeout is None or not LEFT < timeout <= most:
            return timeout
        left[0] -= 1
        return timeout if left[0] < 0 else LEFT

    connections._ConnectionBase.poll = lambda self, timeout=0.0: poll(self, short(timeout))
    connections.wait = lambda things, timeout=None: wait(things, short(timeout))


@contextmanager
def ends_late(module: Any, last: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Let what this process forks end only when everybody else sleeps, as who waits for it does.

    That is what leaves by ``os._exit``, as the processes of multiprocessing do under fork, too. Who has
    taken something else for the end goes on meanwhile. ``last`` is called just before the end.
    """
    home, leave = os.getpid(), os._exit

    def leave_late(status: int) -> None:
        if os.getppid() == home and not stage.is_over():
            stage.all_asleep()
            last()
        leave(status)

    with swapped([(os, "_exit", leave, leave_late)], module):
        yield
