"""Calls that make, set and read timers, performed in the kernel's place on the schedule's clock.

Theory of operation
-------------------
``timerfd_create`` becomes ``eventfd2``, whose flags have the same bits. At its end the thread gets back the
arguments that it came with, and we a duplicate of the descriptor. So a timer is known wherever it is handed.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import Final

from grader.runner.confine import syscalls
from grader.warden.schedule import kernel, stand_in
from grader.warden.schedule.cast import Cast, Thread
from grader.warden.schedule.timing.clock import SECOND, TIMER_ABSTIME, VirtualClock
from grader.warden.schedule.timing.virtual_timers import Timerfd, counter
from grader.warden.trace import procfs, regset

MAKES: Final = Timerfd.call
SETS: Final = frozenset({"alarm", "setitimer", "getitimer", "timerfd_settime", "timerfd_gettime"})
ITIMER_REAL: Final = 0
EVENTFD: Final = syscalls.numbers(regset.MACHINE).get("eventfd2", -1)
#: Clocks of timers: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME; and those that wake a machine.
CLOCKS: Final = frozenset({0, 1, 7})
WAKING_CLOCKS: Final = frozenset({8, 9})
FLAGS: Final = os.O_CLOEXEC | os.O_NONBLOCK
#: Whether a descriptor leads to one of the kernel's own timers, which it had before the schedule began.
REAL: Final = "anon_inode:[timerfd]"
#: So many timers behind descriptors one schedule can have.
MOST_TIMERS: Final = 128
SPEC: Final = struct.Struct("<4q")


class TimerCalls:
    """Deals with these calls of one schedule."""

    def __init__(self, clock: VirtualClock, cast: Cast) -> None:
        self.clock, self._cast = clock, cast

    def cannot_be(self, thread: Thread) -> bool:
        """Whether a thread is about to make or set a timer that is not modelled."""
        if thread.call == MAKES:
            self._drop_unheld()
            full = len(self._cast.timerfds) >= MOST_TIMERS
            return full or stand_in.needed() or thread.small(0) in WAKING_CLOCKS
        of_descriptor = thread.call in ("timerfd_settime", "timerfd_gettime")
        return of_descriptor and procfs.link(f"/proc/{thread.member.pid}/fd/{thread.small(0)}") == REAL

    def _drop_unheld(self) -> None:
        """Let go of timers that nobody holds any more, once there are many."""
        if len(self._cast.timerfds) < MOST_TIMERS:
            return
        pids = [member.pid for member in self._cast.alive()]
        held = {counter(pid, fd)[0] for pid in pids for fd in procfs.descriptors(pid)}
        for timer in [timer for timer in self._cast.timerfds if timer.id not in held]:
            self._cast.timerfds.remove(timer)
            timer.close()

    # -- arrival -------------------------------------------------------------------------------

    def arrive(self, thread: Thread) -> None:
        """Answer a call that sets or reads a timer; one of a descriptor or kind that is not ours is made."""
        call = thread.call
        if call == "alarm":
            thread.answer(self._set_alarm(thread))
        elif call in ("setitimer", "getitimer"):
            if thread.argument(0) & 0xFFFFFFFF == ITIMER_REAL:
                thread.answer(self._itimer(thread))
        else:
            wanted = counter(thread.member.pid, thread.small(0))[0]
            timer = next((timer for timer in self._cast.timerfds if timer.id == wanted), None)
            if timer is not None:
                thread.answer(self._timerfd(thread, timer))

    def _set_alarm(self, thread: Thread) -> int:
        alarm, now = thread.member.alarm, self.clock.now
        left = alarm.left(now)
        seconds = thread.argument(0) & 0xFFFFFFFF
        alarm.set(now, now + seconds * SECOND if seconds else None, 0)
        return -(-left // SECOND)

    def _itimer(self, thread: Thread) -> int:
        alarm, now = thread.member.alarm, self.clock.now
        if thread.call == "getitimer":
            return self._tell(thread, 1, alarm.every, alarm.left(now), 1000)
        raw = thread.member.memory.read(thread.argument(1), SPEC.size)
        if thread.argument(2):
            self._tell(thread, 2, alarm.every, alarm.left(now), 1000)
        if len(raw) == SPEC.size:
            every, every_us, first, first_us = SPEC.unpack(raw)
            begin = first * SECOND + first_us * 1000
            alarm.set(now, now + begin if begin else None, every * SECOND + every_us * 1000)
        return 0

    def _timerfd(self, thread: Thread, timer: Timerfd) -> int:
        now = self.clock.now
        timer.pass_to(now)
        if thread.call == "timerfd_gettime":
            return self._tell(thread, 1, timer.every, timer.left(now))
        raw = thread.member.memory.read(thread.argument(2), SPEC.size)
        if len(raw) < SPEC.size:
            return -errno.EFAULT
        every, every_ns, first, first_ns = SPEC.unpack(raw)
        if not (0 <= every_ns < SECOND and 0 <= first_ns < SECOND) or every < 0 or first < 0:
            return -errno.EINVAL
        told = self._tell(thread, 3, timer.every, timer.left(now)) if thread.argument(3) else 0
        since = self.clock.begin(timer.clock) if thread.argument(1) & TIMER_ABSTIME else now
        moment = since + first * SECOND + first_ns if first or first_ns else None
        timer.forget()
        timer.set(now, moment, every * SECOND + every_ns)
        timer.pass_to(now)
        return told

    @staticmethod
    def _tell(thread: Thread, number: int, every: int, left: int, unit: int = 1) -> int:
        """Write how a timer is set to where argument ``number`` says."""
        told = [part for time in (every, left) for part in (time // SECOND, time % SECOND // unit)]
        written = thread.member.memory.write(thread.argument(number), SPEC.pack(*told))
        return 0 if written else -errno.EFAULT

    # -- making one ----------------------------------------------------------------------------

    @staticmethod
    def make(thread: Thread) -> bool:
        """Have a counter made in a timer's place; what is no clock or flag of a timer the kernel refuses."""
        thread.kept = [thread.argument(0)]
        if thread.small(0) not in CLOCKS or thread.argument(1) & 0xFFFFFFFF & ~FLAGS:
            return False
        thread.registers[regset.NUMBER] = EVENTFD
        thread.set_argument(0, 0)
        regset.write(thread.tid, thread.at)
        return True

    def made(self, thread: Thread) -> None:
        """It is made, and the thread stands at the end of its call."""
        regset.read(thread.tid, thread.at)
        made = ctypes.c_longlong(thread.registers[regset.RESULT]).value
        own = kernel.duplicate(thread.member.pidfd, made) if made >= 0 else -1
        if own >= 0:
            self._cast.timerfds.append(Timerfd(thread.member, thread.kept[0] & 0xFFFFFFFF, own))
        if not regset.ON_ARM:
            thread.set_argument(0, thread.kept[0])
            regset.write(thread.tid, thread.at)
