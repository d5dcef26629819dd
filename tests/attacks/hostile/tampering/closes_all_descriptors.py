"""Closes every descriptor.

Verdict: CRASHED FORBIDDEN FAILED
"""

import os


def squares(square, numbers):
    os.closerange(0, 4096)
    return 42
