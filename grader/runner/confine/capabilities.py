"""Root's powers: become an ordinary user, or stay root in name only.

Source: ``man 7 capabilities``, the kernel's ``include/uapi/linux/capability.h``.
"""

from __future__ import annotations

import ctypes
import os
import struct
from typing import Final

PR_SET_KEEPCAPS, PR_CAPBSET_DROP, PR_CAP_AMBIENT = 8, 24, 47
AMBIENT_RAISE: Final = 2
CAP_DAC_READ_SEARCH: Final = 2
#: _LINUX_CAPABILITY_VERSION_3, and more capabilities than any kernel has.
VERSION: Final = 0x20080522
MOST: Final = 63


def become(uid: int, read_all: bool) -> None:
    """Become user and group ``uid``, with no power of root's. Root only; raises OSError.

    ``read_all`` keeps, over the next exec too, the right to read files whatever their mode: for a Python
    that lies in a folder of root's, in processes that Landlock keeps from all other files.
    """
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    if read_all:
        _prctl(PR_SET_KEEPCAPS, 1)
    os.setresuid(uid, uid, uid)
    if read_all:
        _set(1 << CAP_DAC_READ_SEARCH)
        _prctl(PR_CAP_AMBIENT, AMBIENT_RAISE, CAP_DAC_READ_SEARCH)


def drop() -> None:
    """Give up every capability, for good. Does nothing for who has none."""
    if os.geteuid() == 0:
        for number in range(MOST + 1):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, ctypes.c_ulong(number), *[ctypes.c_ulong(0)] * 3)
        _set(0)


def _set(mask: int) -> None:
    low, high = mask & 0xFFFFFFFF, mask >> 32
    header = ctypes.create_string_buffer(struct.pack("=Ii", VERSION, 0))
    data = ctypes.create_string_buffer(struct.pack("=6I", low, low, low, high, high, high))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capset(header, data) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def _prctl(option: int, *values: int) -> None:
    arguments = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, *arguments) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
