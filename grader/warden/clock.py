"""Wall time that counts: without the time in which the request was kept waiting for a CPU by others.

Theory of operation
-------------------
``/proc/PID/task/TID/schedstat`` tells how long a thread has run and how long it was ready to run
without a CPU (run delay). In each interval the run delays of all threads are forgiven, up to the interval
itself, less the share of the machine that the request used: who fills the machine alone is kept waiting by
nobody else. Delays add up because a message that goes to and fro waits for one thread after the other; the
warden's own count too, because whoever forks or ends stands still until the warden has looked. What is
forgiven in all is at most :data:`grader.limits.MOST_FORGIVEN` times the limit.
"""

from __future__ import annotations

import os
import time

from grader.limits import MOST_BUSY, MOST_FORGIVEN
from grader.warden import procfs
from grader.warden.tree import Traced


class Clock:
    """Counts one request's wall time."""

    def __init__(self, limit: float, members: set[Traced]) -> None:
        self._limit, self._members = limit, members
        self._begin = self._last = time.monotonic()
        self._warden = os.getpid()
        self._seen: dict[int, tuple[int, int]] = {self._warden: _schedstat(self._warden)}
        self.forgiven = 0.0
        """Seconds that do not count."""
        self._cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
        self._busy = min(MOST_BUSY, max(1.0, 1.5 * os.getloadavg()[0] / self._cpus))

    def remaining(self) -> float:
        """Seconds that are left of the limit, as far as is known."""
        return self._limit + self.forgiven - (time.monotonic() - self._begin)

    def left(self, grace: float) -> float:
        """Seconds until ``grace`` beyond the limit, more of it on a machine that was busy before."""
        self.sample()
        return self.remaining() + grace * self._busy

    def expired(self) -> bool:
        """Whether the limit is used up, after a fresh look."""
        if self.remaining() > 0:
            return False
        self.sample()
        return self.remaining() <= 0

    def sample(self) -> None:
        """Take in the run delays since the last sample."""
        now = time.monotonic()
        interval, self._last = now - self._last, now
        own = _schedstat(self._warden)
        ran, delayed = 0, own[1] - self._seen[self._warden][1]
        seen: dict[int, tuple[int, int]] = {self._warden: own}
        for process in self._members:
            for tid in process.tids if process.alive else ():
                run, delay = _schedstat(tid)
                before = self._seen.get(tid, (0, 0))
                seen[tid] = (run, delay)
                ran += run - before[0]
                delayed += delay - before[1]
        self._seen = seen
        if interval <= 0:
            return
        others = max(0.0, 1.0 - ran / 1e9 / (self._cpus * interval))
        forgiven = self.forgiven + min(interval, delayed / 1e9) * others
        self.forgiven = min(forgiven, MOST_FORGIVEN * self._limit)


def _schedstat(tid: int) -> tuple[int, int]:
    """Nanoseconds that a thread has run, and waited for a CPU."""
    fields = procfs.read(f"/proc/{tid}/schedstat").split()
    return (int(fields[0]), int(fields[1])) if len(fields) > 1 else (0, 0)
