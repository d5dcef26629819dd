"""Is born out of the tracer's sight.

Verdict: FAILED CRASHED
Needs: walls
"""

import ctypes
import os
import platform


def squares(square, numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    number = 56 if platform.machine() == "x86_64" else 220
    if libc.syscall(number, 0x00800000 | 17, 0, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno())
    return 42
