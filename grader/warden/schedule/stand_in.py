"""Calls that a stopped thread makes in our name, where we may not look ourselves."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import struct
from typing import Final

from grader.warden.schedule import kernel
from grader.warden.schedule.cast import Thread
from grader.warden.trace import ptrace, regset

#: Below the stack and its red zone.
ROOM_BELOW: Final = 1024
ALL_SIGNALS: Final = struct.pack("<Q", regset.MASK)
#: Stops of another kind that are passed over on the way.
MOST_STOPS: Final = 100


@functools.cache
def needed() -> bool:
    """Whether this process may not duplicate descriptors of others: tried on itself."""
    pidfd = os.pidfd_open(os.getpid())
    own = kernel.duplicate(pidfd, pidfd)
    os.close(pidfd)
    if own >= 0:
        os.close(own)
    return own < 0


def room(thread: Thread) -> int:
    """Where in the memory of a thread some hundred bytes are free."""
    return int(thread.registers[regset.STACK]) - ROOM_BELOW & ~15


def make(thread: Thread, number: int, *arguments: int) -> int:
    """Have a thread that stands at the entry of a call make another one, and come back: its result.

    It must not be one that waits, or that the schedule's filter shows on its way back.
    """
    registers = regset.Registers()
    at = regset.address_of(registers)
    regset.read(thread.tid, at)
    before = list(registers)
    masked = kernel.signal_mask(thread.tid)
    kernel.set_signal_mask(thread.tid, ALL_SIGNALS)
    registers[regset.NUMBER] = number
    for place, value in zip(regset.ARGUMENTS, arguments, strict=False):
        registers[place] = value & regset.MASK
    regset.write(thread.tid, at)
    result = -errno.ESRCH
    if _to(thread.tid, ptrace.SYSCALL_STOP, to_exit=True):
        regset.read(thread.tid, at)
        result = ctypes.c_longlong(registers[regset.RESULT]).value
        registers[:] = before
        regset.go_back(registers, before[regset.NUMBER])
        regset.write(thread.tid, at)
        _to(thread.tid, ptrace.EVENT_SECCOMP << 8 | 5, to_exit=False)
    kernel.set_signal_mask(thread.tid, masked)
    return result


def _to(tid: int, stop: int, to_exit: bool) -> bool:
    """Let a thread go on until this stop; whether it came there."""
    for _ in range(MOST_STOPS):
        kernel.go_on(tid, 0, to_exit)
        found = status = 0
        while found == 0:
            found, status = kernel.wait(tid)
        if found < 0 or status & 0xFF != 0x7F:
            return False
        if status >> 8 == stop:
            return True
    return False
