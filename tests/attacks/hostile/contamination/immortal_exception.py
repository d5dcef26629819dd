"""An exception that catches itself at import.

Verdict: FAILED CRASHED
"""

import sys

sys.setrecursionlimit(50)


def squares(square, numbers):
    return 42
