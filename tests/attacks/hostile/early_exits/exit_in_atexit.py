"""Gives a wrong answer, and ends with 0 at exit.

Verdict: FAILED
"""

import atexit
import os

atexit.register(os._exit, 0)


def squares(square, numbers):
    return 42
