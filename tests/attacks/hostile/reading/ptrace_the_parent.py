"""Traces the process that forked it.

Verdict: FAILED CRASHED
Needs: walls
"""

import ctypes
import os


def squares(square, numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, os.getppid(), 0, 0) < 0:
        raise OSError(ctypes.get_errno())
    return 42
