"""What a schedule needs of the kernel at every step: registers, memory, descriptors, stops.

Theory of operation
-------------------
A step costs some tens of microseconds, most of them in the kernel. So nothing here reads /proc as text
where a call will do: registers come through ptrace, memory through an open ``/proc/PID/mem``, and what a
descriptor of another process leads to through ``pidfd_getfd``, which duplicates it into this process. Where
one of these is refused there is a slower way.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
from collections.abc import Iterator
from typing import Any, Final

from grader.runner.confine import syscalls
from grader.warden.trace import procfs, ptrace
from grader.warden.trace.regset import MACHINE

SYSCALL: Final = 24
_NUMBERS: Final = syscalls.numbers(MACHINE)
PIDFD_GETFD: Final = _NUMBERS.get("pidfd_getfd", -1)
#: A call that closes all descriptors from one number to another.
CLOSE_RANGE: Final = _NUMBERS.get("close_range", -1)
PTRACE: Final = _NUMBERS.get("ptrace", -1)
PEEKDATA: Final = 2
POKEDATA: Final = 5
GETSIGMASK: Final = 0x420A
SETSIGMASK: Final = 0x420B
MEMORY: Final = "/proc/{}/mem"

_libc: Any = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long
_libc.syscall.restype = ctypes.c_long
_libc.syscall.argtypes = (ctypes.c_long,) * 5
_status = ctypes.c_int()
_status_at = ctypes.byref(_status)
_usage = (ctypes.c_long * 18)()
_usage_at = ctypes.byref(_usage)


def go_on(tid: int, signal: int = 0, to_exit: bool = False) -> None:
    """Let a stopped thread go on, until the end of its call if ``to_exit``. One that is gone is no error."""
    _libc.ptrace(SYSCALL if to_exit else ptrace.CONT, tid, None, signal)


def wait(tid: int, flags: int = 0) -> tuple[int, int]:
    """Wait for a change of one thread: its id and status.

    (0, 0) if interrupted, or if there is no change yet; (-1, 0) if there is no such thread.
    """
    found = _libc.wait4(tid, _status_at, ptrace.WALL | flags, _usage_at)
    if found > 0:
        return found, _status.value
    return (0, 0) if found == 0 or ctypes.get_errno() == errno.EINTR else (-1, 0)


def cpu_of_last() -> float:
    """User and system seconds of the thread whose end the last :func:`wait` told."""
    return float(_usage[0] + _usage[2]) + float(_usage[1] + _usage[3]) / 1e6


def current_cpu() -> int:
    """The CPU that this process is on."""
    return int(_libc.sched_getcpu())


def duplicate(pidfd: int, fd: int) -> int:
    """A descriptor of our own for what ``fd`` leads to in another process, or -1. Close it."""
    return int(_libc.syscall(PIDFD_GETFD, pidfd, fd, 0, 0))


def signal_mask(tid: int) -> bytes:
    """The signals that a stopped thread has blocked."""
    mask = ctypes.create_string_buffer(8)
    _libc.ptrace(GETSIGMASK, tid, 8, ctypes.addressof(mask))
    return mask.raw


def set_signal_mask(tid: int, mask: bytes) -> None:
    """Have a stopped thread block these signals, and no others."""
    held = ctypes.create_string_buffer(mask, 8)
    _libc.ptrace(SETSIGMASK, tid, 8, ctypes.addressof(held))


class Memory:
    """The memory of one process, until it calls exec.

    Where its file in /proc may not be opened or written, words go through a thread that stands still.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        try:
            self._fd = os.open(MEMORY.format(pid), os.O_RDWR | os.O_CLOEXEC)
        except OSError:  # it has ended, or we may not
            self._fd = -1

    def read(self, address: int, size: int) -> bytes:
        """Bytes at an address; fewer, or none, where nothing is mapped."""
        if self._fd < 0:
            return b"".join(self._words(address & -8, address + size))[address % 8 :][:size]
        try:
            return os.pread(self._fd, size, address)
        except (OSError, OverflowError):
            return b""

    def write(self, address: int, data: bytes) -> bool:
        """Put bytes at an address, even where the process itself may not write."""
        if self._fd >= 0:
            with contextlib.suppress(OSError, OverflowError):
                return os.pwrite(self._fd, data, address) == len(data)
        begin, end = address & -8, address + len(data) + 7 & -8
        old = b"".join(self._words(begin, end))
        new = old[: address - begin] + data + old[address - begin + len(data) :]
        thread = self._still(begin)
        return len(old) == end - begin and all(
            _libc.ptrace(POKEDATA, thread, begin + at, int.from_bytes(new[at : at + 8], "little")) == 0
            for at in range(0, len(new), 8)
        )

    def _still(self, address: int) -> int:
        """A thread that stands still, so that words can be read through it; 0 if there is none."""
        word = ctypes.c_ulonglong()
        for tid in procfs.threads(self._pid):
            if _libc.syscall(PTRACE, PEEKDATA, tid, address, ctypes.addressof(word)) == 0:
                return tid
        return 0

    def _words(self, begin: int, end: int) -> Iterator[bytes]:
        word = ctypes.c_ulonglong()
        thread = self._still(begin)
        for address in range(begin, end, 8):
            if not thread or _libc.syscall(PTRACE, PEEKDATA, thread, address, ctypes.addressof(word)) != 0:
                return
            yield bytes(word)

    def close(self) -> None:
        """Let go of it."""
        if self._fd >= 0:
            os.close(self._fd)
