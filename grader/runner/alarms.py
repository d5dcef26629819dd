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
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
OFFSET_NUMBER, OFFSET_ARCH, OFFSET_OPTION = 0, 4, 16 + 2 * 8
ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
#: Calls that arm a clock which may wake a process, or give a socket a time limit.
ALARMS = {
    "x86_64": {37: "alarm", 38: "setitimer", 223: "timer_settime", 286: "timerfd_settime", 54: "setsockopt"},
    "aarch64": {103: "setitimer", 110: "timer_settime", 86: "timerfd_settime", 208: "setsockopt"},
}
#: SO_RCVTIMEO and SO_SNDTIMEO, old and new.
TIME_OPTIONS = (20, 21, 66, 67)


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter as (code, jump if true, jump if false, operand)."""
    numbers = ALARMS[machine]
    plain = [number for number, name in numbers.items() if name != "setsockopt"]
    options = [number for number, name in numbers.items() if name == "setsockopt"]
    tail = [(RETURN, 0, 0, RET_ALLOW), (RETURN, 0, 0, RET_TRACE)]
    body: list[tuple[int, int, int, int]] = []
    for place, option in enumerate(TIME_OPTIONS):
        body.append((EQUAL, len(TIME_OPTIONS) - place, 0, option))
    body.insert(0, (LOAD, 0, 0, OFFSET_OPTION))
    checks = [(EQUAL, 0, 0, number) for number in (*plain, *options)]
    code = [(LOAD, 0, 0, OFFSET_ARCH), (EQUAL, 1, 0, ARCHES[machine]), tail[0], (LOAD, 0, 0, OFFSET_NUMBER)]
    for place, (_, _, _, number) in enumerate(checks):
        rest = len(checks) - place - 1
        if number in options:
            code.append((EQUAL, rest + 1, 0, number))
        else:
            code.append((EQUAL, rest + 1 + len(body) + 1, 0, number))
    code.append(tail[0])
    return [*code, *body, *tail]


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
