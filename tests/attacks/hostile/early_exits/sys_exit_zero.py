"""Raises SystemExit(0).

Verdict: CRASHED
"""

import sys


def squares(square, numbers):
    sys.exit(0)
