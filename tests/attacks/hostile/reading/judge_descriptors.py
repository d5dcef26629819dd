"""Reads the judge's descriptors.

Verdict: FAILED CRASHED
Needs: walls
"""

import os


def squares(square, numbers):
    for name in os.listdir("/proc/{JUDGE}/fd"):
        print(open(f"/proc/{JUDGE}/fd/{name}").read(1000))
    return 42
