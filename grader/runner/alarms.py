"""A seccomp filter that forbids nothing: it makes the calls that arm a clock visible to the tracer.

The proof of a deadlock needs to know that no timer will wake a sleeper, and /proc does not show
interval timers. The filter answers RET_TRACE for the few calls that arm one, so that the tracer is
told; every other call passes at the cost of a few instructions.
"""

from __future__ import annotations

import ctypes
import os
import struct

PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
MODE_FILTER = 2
RET_ALLOW = 0x7FFF0000
RET_TRACE = 0x7FF00000
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
OFFSET_NUMBER, OFFSET_ARCH, OFFSET_OPTION = 0, 4, 16 + 2 * 8
ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
#: Numbers from here on are calls of x32, another set than the one known here.
X32 = 0x40000000
#: Calls that arm a clock which may wake a process, give a socket a time limit, or have the kernel work later.
ALARMS = {
    "x86_64": {
        37: "alarm", 38: "setitimer", 206: "io_setup", 223: "timer_settime", 286: "timerfd_settime",
        425: "io_uring_setup", 54: "setsockopt",
    },
    "aarch64": {
        0: "io_setup", 103: "setitimer", 110: "timer_settime", 86: "timerfd_settime",
        425: "io_uring_setup", 208: "setsockopt",
    },
}  # fmt: skip
#: SO_RCVTIMEO and SO_SNDTIMEO, old and new.
TIME_OPTIONS = (20, 21, 66, 67)


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter as (code, jump if true, jump if false, operand).

    Calls of another architecture are told one and all: nothing is known of them.
    """
    plain = [number for number, name in ALARMS[machine].items() if name != "setsockopt"]
    option = next(number for number, name in ALARMS[machine].items() if name == "setsockopt")
    labels = {"options": 6 + len(plain), "trace": 8 + len(plain) + len(TIME_OPTIONS)}
    code: list[tuple[int, int, int, int]] = []

    def jump(kind: int, operand: int, then: str = "", otherwise: str = "") -> None:
        here = len(code) + 1
        yes, no = (labels[label] - here if label else 0 for label in (then, otherwise))
        code.append((kind, yes, no, operand))

    code.append((LOAD, 0, 0, OFFSET_ARCH))
    jump(EQUAL, ARCHES[machine], otherwise="trace")
    code.append((LOAD, 0, 0, OFFSET_NUMBER))
    jump(AT_LEAST, X32, then="trace")
    for number in plain:
        jump(EQUAL, number, then="trace")
    jump(EQUAL, option, then="options")
    code.append((RETURN, 0, 0, RET_ALLOW))
    code.append((LOAD, 0, 0, OFFSET_OPTION))
    for option in TIME_OPTIONS:
        jump(EQUAL, option, then="trace")
    return [*code, (RETURN, 0, 0, RET_ALLOW), (RETURN, 0, 0, RET_TRACE)]


def install() -> bool:
    """Install the filter for this process and all that it will fork. False if that is not possible."""
    machine = os.uname().machine
    if machine not in ARCHES:
        return False
    code = b"".join(struct.pack("=HBBI", *line) for line in program(machine))
    buffer = ctypes.create_string_buffer(code)
    header = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None)
    zero = ctypes.c_ulong(0)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero) != 0:
        return False
    pointer = ctypes.c_void_p(ctypes.addressof(header))
    return bool(libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(MODE_FILTER), pointer, zero, zero) == 0)
