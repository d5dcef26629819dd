"""Which timers a process may have armed, from the calls that the box's filter reports."""

from __future__ import annotations

import math
import platform
import struct
import time

from grader.runner.alarms import ALARMS
from grader.warden import procfs

#: A timer that was to fire is taken as armed for this much longer.
GRACE_SECONDS = 0.5


class Alarms:
    """The latest moment at which a timer of one process can still fire."""

    def __init__(self) -> None:
        self._until = 0.0

    def may_fire(self) -> bool:
        """Whether a timer, or a time limit of a socket, may still wake the process."""
        return time.monotonic() < self._until

    def note(self, pid: int, tid: int) -> None:
        """Take in the call at which thread ``tid`` is stopped."""
        fields = procfs.read(f"/proc/{tid}/syscall").split()
        if len(fields) < 4:
            self._until = math.inf
            return
        arguments = [int(field, 16) for field in fields[1:7]]
        name = ALARMS.get(platform.machine(), {}).get(int(fields[0]), "")
        if name == "alarm":
            self._until = time.monotonic() + arguments[0] + GRACE_SECONDS if arguments[0] else 0.0
        elif name == "setitimer":
            self._until = _interval_end(pid, arguments[1])
        else:
            self._until = math.inf


def _interval_end(pid: int, address: int) -> float:
    """When a ``struct itimerval`` at ``address`` fires for the last time."""
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            memory.seek(address)
            every, every_us, first, first_us = struct.unpack("4q", memory.read(32))
    except (OSError, ValueError, struct.error):
        return math.inf
    if (first, first_us) == (0, 0):
        return 0.0
    if (every, every_us) != (0, 0):
        return math.inf
    return float(time.monotonic() + first + first_us / 1e6 + GRACE_SECONDS)
