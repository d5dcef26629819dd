"""Takes away what the check's own functions import.

Verdict: CRASHED
As: an ordinary user, too
"""

import sys

sys.modules["typing"] = None


def squares(square, numbers):
    return 42
