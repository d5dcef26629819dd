"""Makes namespaces of its own.

Verdict: FAILED CRASHED
Needs: walls
"""

import ctypes


def squares(square, numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x10000000) < 0:
        raise OSError(ctypes.get_errno())
    return 42
