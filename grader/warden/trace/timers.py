"""Timers that a process may have armed, and its signals to others, from the calls that a filter reports."""

from __future__ import annotations

import math
import os
import struct
import time

from grader.runner.confine import syscalls
from grader.runner.confine.traced_calls import ALARMS, SIGNALLING
from grader.warden.trace import procfs

#: A timer that was to fire is taken as armed for this much longer.
GRACE_SECONDS = 0.5
ITIMER_REAL = 0
#: Calls whose timers die with the process that made them; what the others arm is inherited or handed on.
OF_PROCESS = frozenset({"alarm", "setitimer", "timer_settime"})


ARMING = syscalls.names(os.uname().machine, ALARMS)
REACHING = syscalls.names(os.uname().machine, SIGNALLING)


class Alarms:
    """The latest moment at which a timer of one process can still fire, each kind by itself."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self.signalled_at = -math.inf
        """When the process last made a call that signals others or reaches into them."""

    def may_fire(self) -> bool:
        """Whether a timer may still wake the process."""
        now = time.monotonic()
        return any(now < until for until in self._until.values())

    @property
    def outlive(self) -> bool:
        """Whether it has armed what can wake others, even after its own end: a timerfd, a time limit."""
        return not self._until.keys() <= OF_PROCESS

    def note(self, pid: int, tid: int) -> None:
        """Take in the call at which thread ``tid`` is stopped."""
        found = procfs.call(tid)
        if found is None:
            self._until["unknown"] = math.inf
            return
        number, arguments = found
        if number in REACHING:
            self.signalled_at = time.monotonic()
            return
        name = ARMING.get(number, "unknown")
        if name == "alarm":
            seconds = arguments[0] & 0xFFFFFFFF
            self._real(time.monotonic() + seconds + GRACE_SECONDS if seconds else 0.0)
        elif name != "setitimer":
            self._until[name] = math.inf
        elif arguments[0] & 0xFFFFFFFF == ITIMER_REAL:
            self._real(_interval_end(pid, arguments[1]))

    def _real(self, until: float) -> None:
        """``alarm`` and ``setitimer`` set the same timer. The others of setitimer run on CPU time only."""
        self._until["alarm"] = until


def _interval_end(pid: int, address: int) -> float:
    """When a ``struct itimerval`` at ``address`` fires for the last time."""
    try:
        every, every_us, first, first_us = struct.unpack("4q", procfs.memory(pid, address, 32))
    except struct.error:
        return math.inf
    if (first, first_us) == (0, 0):
        return 0.0
    if (every, every_us) != (0, 0):
        return math.inf
    return float(time.monotonic() + first + first_us / 1e6 + GRACE_SECONDS)
