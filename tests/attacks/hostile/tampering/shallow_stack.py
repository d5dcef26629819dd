"""Leaves no room for any call but its own.

Verdict: CRASHED FAILED
As: an ordinary user, too
"""

import sys

sys.setrecursionlimit(50)


def squares(square, numbers):
    return 42
