"""Mounts the host's root.

Verdict: FAILED CRASHED
Needs: walls
"""

import ctypes


def squares(square, numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) < 0:
        raise OSError(ctypes.get_errno())
    return 42
