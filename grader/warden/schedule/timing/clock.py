"""Virtual time: it stands still while anybody can go on, and jumps when nobody can.

Theory of operation
-------------------
Each step takes a microsecond. When every thread waits, the clock goes to the earliest time limit among
them, and whose limit has come goes on. So a sleep takes no time, and a time limit is reached exactly.
Timers run on this clock, too. It begins at the same moment in each schedule: what a
program prints or decides by the clock is the same again.
"""

from __future__ import annotations

import struct
from typing import Final

from grader.warden.schedule.cast import HELD, Cast, Member, Thread
from grader.warden.schedule.kernel import Memory

#: What CLOCK_MONOTONIC and CLOCK_REALTIME show at the beginning (1,000,000 s after boot; early in 2027).
MONOTONIC: Final = 1_000_000_000_000_000
REALTIME: Final = 1_800_000_000_000_000_000
SECOND: Final = 1_000_000_000
STEP: Final = 1_000
#: Clocks that show real time: CLOCK_REALTIME and its coarse form. All others that count are monotonic.
REAL_CLOCKS: Final = frozenset({0, 5})
#: CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, and those of other processes beyond.
CPU_CLOCKS: Final = frozenset({2, 3})
LAST_CLOCK: Final = 11
TIMER_ABSTIME: Final = 1
FUTEX_REALTIME: Final = 256
FUTEX_COMMAND: Final = 0x7F
FUTEX_WAIT: Final = 0


class VirtualClock:
    """Nanoseconds since the schedule began."""

    def __init__(self, cast: Cast) -> None:
        self.now = 0
        self._cast = cast

    @property
    def seconds(self) -> float:
        """The same in seconds."""
        return self.now / SECOND

    def shows(self, clock: int) -> tuple[int, int] | None:
        """Seconds and nanoseconds on one of the system's clocks; None for one of CPU time."""
        if clock in CPU_CLOCKS or not 0 <= clock <= LAST_CLOCK:
            return None
        return divmod(self.now + (REALTIME if clock in REAL_CLOCKS else MONOTONIC), SECOND)

    def tell(self, member: Member) -> None:
        """Set the clock that a process reads, while all its threads stand still."""
        if member.clock_at and member.told != self.now:
            member.told = self.now
            real, monotonic = divmod(self.now + REALTIME, SECOND), divmod(self.now + MONOTONIC, SECOND)
            member.memory.write(member.clock_at, struct.pack("<4Q", *real, *monotonic))

    # -- limits --------------------------------------------------------------------------------

    def limit(self, thread: Thread) -> int | None:
        """When the call of a thread comes back at the latest, None if it has no time limit."""
        memory = thread.member.memory
        match thread.call:
            case "clock_nanosleep":
                clock = thread.argument(0)
                absolute = thread.argument(1) & TIMER_ABSTIME
                return self._at(memory, thread.argument(2), clock if absolute else None)
            case "nanosleep":
                return self._at(memory, thread.argument(0), None)
            case "futex":
                relative = thread.argument(1) & FUTEX_COMMAND == FUTEX_WAIT
                clock = 0 if thread.argument(1) & FUTEX_REALTIME else 1
                return self._at(memory, thread.argument(3), None if relative else clock)
            case "poll" | "epoll_wait" | "epoll_pwait":
                milliseconds = thread.small(2 if thread.call == "poll" else 3)
                return None if milliseconds < 0 else self.now + milliseconds * 1_000_000
            case "ppoll" | "rt_sigtimedwait":
                return self._at(memory, thread.argument(2), None)
            case "pselect6":
                return self._at(memory, thread.argument(4), None)
            case "select":
                return self._at(memory, thread.argument(4), None, 1000)
        return None

    def _at(self, memory: Memory, address: int, clock: int | None, unit: int = 1) -> int | None:
        """The moment that a pair of seconds and parts of a second means: from now on, or on a clock."""
        raw = memory.read(address, 16) if address else b""
        if len(raw) < 16:
            return None
        seconds, parts = struct.unpack("<qq", raw)
        return int(seconds * SECOND + parts * unit + (self.now if clock is None else self.begin(clock)))

    @staticmethod
    def begin(clock: int) -> int:
        """When one of the system's clocks showed zero."""
        return -(REALTIME if clock in REAL_CLOCKS else MONOTONIC)

    # -- passing -------------------------------------------------------------------------------

    def next_limit(self, without: frozenset[Thread] = frozenset()) -> int | None:
        """The earliest limit or timer that is still to come."""
        limits = [
            thread.deadline
            for thread in self._cast.threads
            if thread.deadline is not None and thread.state == HELD and thread not in without
        ]
        return min([*limits, *(due for _, due in self._cast.timers())], default=None)

    def go_to(self, moment: int) -> None:
        """Let time pass, and timers go off."""
        self.now = max(self.now, moment)
        for thread in self._cast.threads:
            if thread.state == HELD and thread.deadline is not None and thread.deadline <= self.now:
                thread.expired = True
        for timer in [*(member.alarm for member in self._cast.members if member.alive), *self._cast.timerfds]:
            timer.pass_to(self.now)
