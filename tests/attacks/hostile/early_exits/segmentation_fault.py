"""Reads address 0.

Verdict: CRASHED
"""

import ctypes


def squares(square, numbers):
    ctypes.string_at(0)
