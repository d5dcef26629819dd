"""Leaves System V shared memory.

Verdict: FAILED LEAKED
Needs: walls
"""

import ctypes


def squares(square, numbers):
    ctypes.CDLL(None).shmget(0x{MARK}, 4096, 0o1666)
    return [n * n for n in numbers]
