"""Reads the judge's memory by system call.

Verdict: FAILED CRASHED
Needs: walls
"""

import ctypes


def squares(square, numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 64)
    there = (ctypes.c_size_t * 2)(0x400000, 64)
    if libc.process_vm_readv({JUDGE}, vector, 1, there, 1, 0) < 0:
        raise OSError(ctypes.get_errno())
    return buffer.raw.hex()
