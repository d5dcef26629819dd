"""Timers on the schedule's clock: a process's own, and those behind descriptors.

Theory of operation
-------------------
Each process has the timer of ``alarm`` and ``setitimer``, which sends it a signal. A timer of
``timerfd_create`` is a descriptor of ``eventfd`` in a schedule, which is read and polled in the same way: it
counts how often the timer has gone off. We count it up through a duplicate of our own. It goes on while
anybody holds it, whoever has made it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
from typing import TYPE_CHECKING, Final

from grader.warden.trace import procfs

if TYPE_CHECKING:
    from grader.warden.schedule.cast import Member

COUNTER: Final = struct.Struct("=Q")
WAIT_FOR_EVENTS: Final = ("epoll_wait", "epoll_pwait")
#: What a counter holds at most.
MOST: Final = (1 << 64) - 2


class Timer:
    """One timer; it belongs to the process that has made it."""

    call, number = "", 0
    """The call that makes one, and its number among the threads of its process."""

    def __init__(self, owner: Member) -> None:
        self.owner = owner
        self.at: int | None = None
        """When it goes off next."""
        self.every = self.length = 0
        """Every how many nanoseconds again, and how many it has been set to."""

    @property
    def due(self) -> int | None:
        """When somebody may notice next that it goes off."""
        return self.at

    def set(self, now: int, at: int | None, every: int) -> None:
        """Have it go off at a moment, or not at all."""
        self.at, self.every, self.length = at, every, max(0, at - now) if at is not None else 0

    def left(self, now: int) -> int:
        """How long until it goes off, 0 if it is not set."""
        return max(0, self.at - now) if self.at is not None else 0

    def pass_to(self, now: int) -> None:
        """Go off as often as it is time to, and note how many in a row of this length have."""
        if self.at is None or self.at > now:
            return
        count, same, since = self.owner.ticks
        self.owner.ticks = (
            (count + 1, same, since) if self.length == same else (1, self.length, self.at - self.length)
        )
        times = 1 + ((now - self.at) // self.every if self.every else 0)
        self.at, self.length = (self.at + times * self.every if self.every else None), self.every
        self.ring(times)

    def ring(self, times: int) -> None:
        """Have its process notice."""
        raise NotImplementedError


class Alarm(Timer):
    """The timer of ``alarm`` and ``setitimer``."""

    call, number = "alarm", -1

    @property
    def due(self) -> int | None:
        """When it goes off next, if its process has not ended."""
        return self.at if self.owner.alive else None

    def ring(self, times: int) -> None:
        """Send the signal, once."""
        self.owner.signalled = True
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.owner.pid, signal.SIGALRM)


class Timerfd(Timer):
    """A timer behind a descriptor."""

    call, number = "timerfd_create", -2

    def __init__(self, owner: Member, clock: int, descriptor: int) -> None:
        """``descriptor`` is a duplicate, ours to close; ``clock`` is what absolute times mean."""
        super().__init__(owner)
        self.clock, self._own = clock, descriptor
        self.id = counter(os.getpid(), descriptor)[0]

    @property
    def due(self) -> int | None:
        """When it goes off next, unless it has, and nobody has read it: who looks finds that already.

        But who waits for events may wait for each time that it goes off (``EPOLLET``).
        """
        if self.at is None or any(thread.call in WAIT_FOR_EVENTS for thread in self.owner.threads):
            return self.at
        return None if counter(os.getpid(), self._own)[1] else self.at

    def forget(self) -> None:
        """Take back that it has gone off."""
        if counter(os.getpid(), self._own)[1]:
            os.read(self._own, COUNTER.size)

    def ring(self, times: int) -> None:
        """Count up; one that somebody has filled would have us wait."""
        if counter(os.getpid(), self._own)[1] + times <= MOST:
            os.write(self._own, COUNTER.pack(times))

    def close(self) -> None:
        """Let go of it."""
        os.close(self._own)


def counter(pid: int, fd: int) -> tuple[int, int]:
    """The kernel's number for what a descriptor of ``eventfd`` leads to, or -1, and its count."""
    lines = procfs.read(f"/proc/{pid}/fdinfo/{fd}").splitlines()
    said = {name: value for name, _, value in (line.partition(b":") for line in lines)}
    return int(said.get(b"eventfd-id", b"-1")), int(said.get(b"eventfd-count", b"0"), 16)
