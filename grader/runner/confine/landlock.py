"""Landlock: a process gives up every file that is not named, for itself and all that it will fork.

Theory of operation
-------------------
A ruleset names what a process may do below which folders; :func:`confine` makes it and steps behind it. It
cannot be taken off, and it needs no privilege. Where the kernel knows them, TCP is given up as well (ABI 4),
and signals and abstract sockets to processes outside (ABI 6). Landlock does not govern attributes (``stat``,
``chmod``), named Unix sockets, or files that are open already.

Source: the kernel's ``include/uapi/linux/landlock.h``.
"""

from __future__ import annotations

import ctypes
import functools
import os
import stat
import struct
import sys
from collections.abc import Iterable
from typing import Any, Final

from grader.runner.confine import syscalls

ASK_VERSION: Final = 1
PATH_BENEATH: Final = 1
PR_SET_NO_NEW_PRIVS: Final = 38

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_SYM = (
    0b11 << 4,
    1 << 7,
    1 << 8,
    1 << 9,
    1 << 10,
    1 << 12,
)
REFER, TRUNCATE = 1 << 13, 1 << 14
#: What has a meaning for a file that is no folder.
OF_FILES: Final = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
READING: Final = EXECUTE | READ_FILE | READ_DIR
WRITING: Final = (
    READING | WRITE_FILE | REMOVE | MAKE_DIR | MAKE_REG | MAKE_SOCK | MAKE_FIFO | MAKE_SYM | REFER | TRUNCATE
)
#: All that is given up unless allowed, by the first ABI that knows it: bits 0 to 12, REFER, TRUNCATE.
HANDLED: Final = ((1, (1 << 13) - 1), (2, REFER), (3, TRUNCATE))
#: Bind and connect.
TCP: Final = 0b11
#: Abstract Unix sockets and signals.
SCOPES: Final = 0b11
NET_SINCE, SCOPES_SINCE = 4, 6


@functools.cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: Any) -> int:
    """A system call that has the same number on every machine. Raises OSError."""
    result = _libc().syscall(ctypes.c_long(syscalls.number(syscalls.MACHINES[0], name)), *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return int(result)


def abi() -> int:
    """The version of Landlock that this kernel has and has switched on; 0 if there is none."""
    if sys.platform != "linux":
        return 0
    try:
        return _call("landlock_create_ruleset", None, ctypes.c_size_t(0), ctypes.c_uint32(ASK_VERSION))
    except OSError:
        return 0


def confine(read: Iterable[str], listed: Iterable[str], write: Iterable[str]) -> int:
    """Give up all files but these; the ABI in force. Raises OSError where there is no Landlock.

    ``read`` may be read and executed, and all below; of ``listed`` only the names; ``write`` may be changed
    in every way. Paths that do not exist are left out.
    """
    version = abi()
    if version == 0:
        raise OSError("this kernel has no Landlock, or it is switched off")
    handled = sum(bits for since, bits in HANDLED if version >= since)
    attributes = struct.pack(
        "=QQQ", handled, TCP if version >= NET_SINCE else 0, SCOPES if version >= SCOPES_SINCE else 0
    )[: 24 if version >= SCOPES_SINCE else 16 if version >= NET_SINCE else 8]
    ruleset = _call(
        "landlock_create_ruleset",
        ctypes.create_string_buffer(attributes, len(attributes)),
        ctypes.c_size_t(len(attributes)),
        ctypes.c_uint32(0),
    )
    try:
        for paths, allowed in ((read, READING), (listed, READ_DIR), (write, WRITING)):
            for path in paths:
                _allow(ruleset, path, allowed & handled)
        _libc().prctl(PR_SET_NO_NEW_PRIVS, *(ctypes.c_ulong(n) for n in (1, 0, 0, 0)))
        _call("landlock_restrict_self", ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, allowed: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            allowed &= OF_FILES
        rule = struct.pack("=Qi", allowed, place)
        _call(
            "landlock_add_rule",
            ctypes.c_int(ruleset),
            ctypes.c_int(PATH_BENEATH),
            ctypes.create_string_buffer(rule, len(rule)),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(place)
