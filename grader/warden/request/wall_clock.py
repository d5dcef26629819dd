"""Wall time that counts: without the time in which the request was kept waiting for a CPU by others.

Theory of operation
-------------------
``/proc/PID/task/TID/schedstat`` tells how long a thread has run and how long it was ready to run
without a CPU (run delay). In each interval the run delays of all threads are forgiven, up to the interval
itself, less the share of the machine that the request and its warden used: who fills the machine alone is
kept waiting by nobody else. Delays add up because a message that goes to and fro waits for one thread after
the other; the warden's own count too, because whoever forks or ends stands still until the warden has looked.
What is forgiven in all is at most :data:`grader.limits.MOST_FORGIVEN` times the limit, and three times that
while the request has hardly run. Of one that was forgiven all that, nobody can say how it would have ended.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import Final

from grader.limits import MOST_FORGIVEN, MOST_FORGIVEN_AT_REST, MOST_STARVED_SECONDS
from grader.warden.deadlock import stacks
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced

#: Who has had less CPU than this share of its limit has hardly run.
HARDLY: Final = 0.25


class WallClock:
    """Counts one request's wall time."""

    def __init__(self, limit: float, members: set[Traced]) -> None:
        self.limit, self._members = limit, members
        self._begin = self._last = time.monotonic()
        self._warden = os.getpid()
        self._seen: dict[int, tuple[int, int]] = {self._warden: _schedstat(self._warden)}
        self._gone: set[Traced] = set()
        """Members whose end has been taken in."""
        self.forgiven = 0.0
        """Seconds that do not count."""
        self.starved = 0.0
        """Seconds beyond the limit in which others kept the warden or its helpers from a CPU."""
        self._used = 0.0
        """Seconds of CPU that the request and its warden have had."""
        self._cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1

    def remaining(self) -> float:
        """Seconds that are left of the limit, as far as is known."""
        return self.limit + self.forgiven - (time.monotonic() - self._begin)

    def left(self, grace: float) -> float:
        """Seconds until the warden has had ``grace`` beyond the limit."""
        self.sample()
        return self.remaining() + grace + self.starved

    @property
    def starving(self) -> bool:
        """Whether all that can be forgiven has been, and the request has hardly run."""
        return self._has_hardly_run and (
            self.forgiven >= MOST_FORGIVEN_AT_REST * self.limit or self.starved >= MOST_STARVED_SECONDS
        )

    @property
    def _has_hardly_run(self) -> bool:
        return self._used < HARDLY * self.limit

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
        over = self.remaining() + interval <= 0
        seen: dict[int, tuple[int, int]] = {}
        ran, kept = self._spent((self._warden, *stacks.AT_WORK), seen)
        theirs, waited = self._spent((tid for p in self._members if p.alive for tid in p.tids), seen)
        theirs += sum(map(self._ended, [p for p in self._members if not (p.alive or p in self._gone)]))
        self._seen = seen
        self._used += ran + theirs
        if interval <= 0:
            return
        others = max(0.0, 1.0 - (ran + theirs) / (self._cpus * interval))
        if not over:
            forgiven = self.forgiven + min(interval, kept + waited) * others
            most = MOST_FORGIVEN_AT_REST if self._has_hardly_run else MOST_FORGIVEN
            self.forgiven = max(self.forgiven, min(forgiven, most * self.limit))
        beyond = min(interval, max(0.0, -self.remaining()))
        starved = self.starved + min(beyond, min(interval, kept) * others)
        self.starved = min(starved, MOST_STARVED_SECONDS)

    def _spent(self, tids: Iterable[int], seen: dict[int, tuple[int, int]]) -> tuple[float, float]:
        """Seconds that these threads have run, and waited for a CPU, since the last sample."""
        ran = delayed = 0
        for tid in tids:
            before = self._seen.get(tid, (0, 0))
            seen[tid] = run, delay = max(_schedstat(tid), before)
            ran, delayed = ran + run - before[0], delayed + delay - before[1]
        return ran / 1e9, delayed / 1e9

    def _ended(self, process: Traced) -> float:
        """Seconds that a process which has ended had run since the last sample, without those of others."""
        self._gone.add(process)
        known = sum(self._seen.get(tid, (0, 0))[0] for tid in process.tids | {process.pid}) / 1e9
        return max(0.0, process.cpu - known - sum(child.cpu for child in process.children if child.reaped))


def _schedstat(tid: int) -> tuple[int, int]:
    """Nanoseconds that a thread has run, and waited for a CPU."""
    fields = procfs.read(f"/proc/{tid}/schedstat").split()
    return (int(fields[0]), int(fields[1])) if len(fields) > 1 else (0, 0)
