"""Hides that it raises.

Verdict: CRASHED
"""

import sys

sys.excepthook = lambda *_: None
sys.unraisablehook = lambda *_: None


def squares(square, numbers):
    raise ValueError("nothing to see")
