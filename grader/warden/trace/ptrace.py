"""The few ptrace calls that a witness needs (Linux, any architecture).

Theory of operation
-------------------
``seize`` attaches without stopping. From then on the kernel stops a tracee, and tells its tracer,
at each fork, clone, exec, armed timer and signal delivery, and at nothing else; every child is
traced from birth, and every end is told through ``wait4``. Who has forked also stops on its way
out. With EXITKILL the kernel kills all tracees when the tracer ends, however it ends.
"""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import struct
import sys
from typing import Any, Final

CONT: Final = 7
SYSCALL: Final = 24
GETSIGINFO: Final = 0x4202
GETEVENTMSG: Final = 0x4201
SETOPTIONS: Final = 0x4200
SEIZE: Final = 0x4206
INTERRUPT: Final = 0x4207
LISTEN: Final = 0x4208
GET_SYSCALL_INFO: Final = 0x420E

EVENT_FORK: Final = 1
EVENT_VFORK: Final = 2
EVENT_CLONE: Final = 3
EVENT_EXEC: Final = 4
EVENT_EXIT: Final = 6
EVENT_SECCOMP: Final = 7
EVENT_STOP: Final = 128

_EVENTS = (EVENT_FORK, EVENT_VFORK, EVENT_CLONE, EVENT_EXEC, EVENT_SECCOMP)
OPTIONS: Final = sum(1 << event for event in _EVENTS) | 0x0010_0001
"""All of these, EXITKILL and TRACESYSGOOD. Ends are told by wait4."""
OPTIONS_OF_PARENTS: Final = OPTIONS | 1 << EVENT_EXIT
"""For a thread that has forked: it also stops before it ends, while its zombies are still its own."""

SYSCALL_STOP: Final = 0x85
"""The "signal" of a stop at the end of a system call: SIGTRAP, marked by TRACESYSGOOD."""
_INFO = struct.Struct("=B23x7QI")
_INFO_SIZE: Final = 88
_AT_SECCOMP: Final = 3
_AT_EXIT: Final = 2
WALL: Final = 0x4000_0000
PR_SET_PDEATHSIG: Final = 1
PR_SET_CHILD_SUBREAPER: Final = 36


@functools.cache
def _libc() -> Any:  # noqa: ANN401 - ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    libc.ptrace.restype = ctypes.c_long
    return libc


def _call(request: int, pid: int, data: Any = 0, address: int = 0) -> None:  # noqa: ANN401 - ctypes
    if _libc().ptrace(request, pid, address, data) == -1:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def seize(pid: int) -> None:
    """Start to trace ``pid`` and all its descendants to be. Raises OSError where it is not permitted."""
    _call(SEIZE, pid, OPTIONS)


def set_options(pid: int, options: int) -> None:
    """Change at which events a stopped tracee stops. A tracee that is gone is no error."""
    try:
        _call(SETOPTIONS, pid, options)
    except ProcessLookupError:
        return


def resume(pid: int, signal: int = 0, to_return: bool = False) -> None:
    """Let a stopped tracee go on, delivering ``signal`` if not 0. A tracee that is gone is no error.

    ``to_return``: it stops again when the system call that it is about to make returns.
    """
    try:
        _call(SYSCALL if to_return else CONT, pid, signal)
    except ProcessLookupError:
        return


def seccomp_call(tid: int) -> tuple[int, list[int]]:
    """Number and arguments of the call that a filter reports; -1 if unknown."""
    op, number, *arguments, _ = _INFO.unpack(_syscall_info(tid))
    return (number, arguments) if op == _AT_SECCOMP else (-1, [])


def returned(tid: int) -> int:
    """What the call gave that has just ended: a count, or a negative error."""
    info = _syscall_info(tid)
    return int.from_bytes(info[24:32], sys.byteorder, signed=True) if info[0] == _AT_EXIT else -1


def _syscall_info(tid: int) -> bytes:
    buffer = ctypes.create_string_buffer(_INFO_SIZE)
    try:
        _call(GET_SYSCALL_INFO, tid, buffer, _INFO_SIZE)
    except OSError:
        return bytes(_INFO.size)
    return buffer.raw[: _INFO.size]


def interrupt(tid: int) -> None:
    """Stop one thread where it is, until the stop is answered. One that is gone or not traced is no error."""
    try:
        _call(INTERRUPT, tid)
    except OSError:
        return


def listen(pid: int) -> None:
    """Leave a tracee in its group stop, as it would be without us."""
    try:
        _call(LISTEN, pid)
    except ProcessLookupError:
        return


def event_message(pid: int) -> int:
    """The number that goes with the event: a new pid, or an exit status. 0 if the tracee is gone."""
    value = ctypes.c_ulong()
    try:
        _call(GETEVENTMSG, pid, ctypes.byref(value))
    except ProcessLookupError:
        return 0
    return value.value


def has_ended(pid: int) -> bool:
    """Whether a traced process has ended, told or not; one whose first thread alone has ended has not."""
    try:
        news = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG | WALL)
    except ChildProcessError:
        return True
    # Of a tracee, stops are told without being asked for.
    return news is not None and news.si_code in (os.CLD_EXITED, os.CLD_KILLED, os.CLD_DUMPED)


def signal_sender(pid: int) -> int:
    """Pid of the sender of the signal that is being delivered, as the receiver sees it; 0: the kernel."""
    info = (ctypes.c_int * 32)()
    try:
        _call(GETSIGINFO, pid, ctypes.byref(info))
    except ProcessLookupError:
        return 0
    code = info[2]
    offset = 4 if ctypes.sizeof(ctypes.c_void_p) == 8 else 3
    return info[offset] if code <= 0 else 0


def die_with(parent: int) -> None:
    """End this process when its parent ends, or now if it has ended already.

    ``parent`` is the parent's pid as the parent knew it: asked for here, it could be that of an heir.
    """
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def prctl(option: int, value: int) -> None:
    """Set one attribute of the calling process; silently nothing outside Linux."""
    if sys.platform == "linux":
        _libc().prctl(option, value, 0, 0, 0)
