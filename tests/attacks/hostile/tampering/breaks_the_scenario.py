"""Takes away what the check's own functions import.

Verdict: CRASHED
"""

import sys

sys.modules["typing"] = None


def squares(square, numbers):
    return 42
