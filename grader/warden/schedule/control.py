"""The warden's own process while a schedule goes on.

Waking a CPU that sleeps costs more than all else of a step, and only one thread runs anyway: warden and
request are put on one CPU. SIGCHLD is blocked, because each stop is told by ``wait4``; and a wait for a
thread that does not stop is interrupted now and then by a timer. The timer of
:mod:`grader.warden.request.overdue`, which is the same, goes on meanwhile.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import time
from collections.abc import Iterator
from types import FrameType
from typing import Final

from grader.warden.schedule import kernel

#: Seconds between looks at a thread that runs on, and at the request's limits.
LOOK_SECONDS: Final = 0.05


@contextlib.contextmanager
def undisturbed(runner: int, cpus: set[int]) -> Iterator[None]:
    """Put this process and ``runner`` on the CPU that this one is on; back on ``cpus`` afterwards."""
    with contextlib.suppress(OSError):
        here = {kernel.current_cpu()}
        os.sched_setaffinity(0, here)
        os.sched_setaffinity(runner, here)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    before = signal.getsignal(signal.SIGALRM)
    due = time.monotonic() + (signal.getitimer(signal.ITIMER_REAL)[0] or math.inf)

    def look(number: int, frame: FrameType | None) -> None:
        nonlocal due
        if time.monotonic() > due and callable(before):
            signal.setitimer(signal.ITIMER_REAL, 0)
            before(number, frame)  # it sets its timer anew, or breaks off what goes on
            left, _ = signal.setitimer(signal.ITIMER_REAL, LOOK_SECONDS, LOOK_SECONDS)
            due = time.monotonic() + (left or math.inf)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, LOOK_SECONDS, LOOK_SECONDS)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, max(due - time.monotonic(), 0.01) if due < math.inf else 0)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, cpus)
