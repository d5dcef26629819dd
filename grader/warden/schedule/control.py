"""The warden's own process while a schedule goes on.

Waking a CPU that sleeps costs more than all else of a step, and only one thread runs anyway: warden and
request are put on one CPU. SIGCHLD is blocked, because each stop is told by ``wait4``; and a wait for a
thread that does not stop is interrupted now and then by a timer.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
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
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, LOOK_SECONDS, LOOK_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, cpus)
