"""Calls that put bytes somewhere, and the filter that lets the tracer see each of them.

Theory of operation
-------------------
A runner puts it on before it loads the submission, if its request asks for that; everything below inherits
it. Filters stack: where the box's first filter allows a call, the answer of this one holds. A submission may
stack one of its own, which can refuse calls and cannot hide them: the tracer goes by the call's number.
Sockets carry their senders' credentials, so calls for sockets alone are left out. To share the blocks of
another file (``FICLONE``) looks as if the file system could not.
"""

from __future__ import annotations

import errno
import os
from typing import Final, NamedTuple

from grader.runner.confine import seccomp, syscalls

MAP_SHARED: Final = 1
MAP_FLAGS: Final = 3
#: ioctl requests that share blocks of files: FICLONE, FICLONERANGE.
CLONES: Final = (0x40049409, 0x4020940D)


class Call(NamedTuple):
    """How one call is read."""

    descriptor: int
    """Which argument is the descriptor of the place."""
    source: str
    """Where the bytes are: ``buffer`` (the second argument), ``vector`` (second and third), or elsewhere."""


CALLS: Final = {
    "write": Call(0, "buffer"),
    "pwrite64": Call(0, "buffer"),
    "writev": Call(0, "vector"),
    "pwritev": Call(0, "vector"),
    "pwritev2": Call(0, "vector"),
    "vmsplice": Call(0, "vector"),
    "sendfile": Call(0, "elsewhere"),
    "splice": Call(2, "elsewhere"),
    "tee": Call(1, "elsewhere"),
    "copy_file_range": Call(2, "elsewhere"),
    "mmap": Call(4, "mapped"),
}


def numbers(machine: str) -> dict[int, Call]:
    """The calls by their number on a machine of this kind, empty for an unknown one."""
    return {number: CALLS[name] for name, number in syscalls.numbers(machine, CALLS).items()}


def program(machine: str) -> list[seccomp.Line]:
    """The filter: all of these are told, of mappings those that are shared."""
    code = seccomp.Code()
    code.add(seccomp.LOAD, seccomp.OFFSET_NUMBER)
    for number, call in numbers(machine).items():
        code.add(seccomp.EQUAL, number, then="mmap" if call.source == "mapped" else "trace")
    code.add(seccomp.EQUAL, syscalls.number(machine, "ioctl"), then="ioctl")
    code.add(seccomp.RETURN, seccomp.RET_ALLOW)
    code.label("ioctl")
    code.add(seccomp.LOAD, seccomp.OFFSET_ARGUMENTS + 8)
    for request in CLONES:
        code.add(seccomp.EQUAL, request, then="unsupported")
    code.add(seccomp.RETURN, seccomp.RET_ALLOW)
    code.label("mmap")
    code.add(seccomp.LOAD, seccomp.OFFSET_ARGUMENTS + MAP_FLAGS * 8)
    code.add(seccomp.ANY_BIT, MAP_SHARED, then="trace")
    code.add(seccomp.RETURN, seccomp.RET_ALLOW)
    code.label("unsupported")
    code.add(seccomp.RETURN, seccomp.RET_ERRNO | errno.EOPNOTSUPP)
    code.label("trace")
    code.add(seccomp.RETURN, seccomp.RET_TRACE)
    return code.assembled()


def witness() -> None:
    """Let the tracer see from now on what this process, and all that it will fork, writes."""
    seccomp.put_on(seccomp.packed(program(os.uname().machine)))
