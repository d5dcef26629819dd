"""Folders a thousand deep.

Verdict: FAILED LEAKED CRASHED TIMED_OUT
"""

import os


def squares(square, numbers):
    for _ in range(1000):
        os.mkdir("d")
        os.chdir("d")
    return 42
