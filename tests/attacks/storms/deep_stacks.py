"""Sleeps at the end of very deep stacks, in many processes.

Verdict: TIMED_OUT OVER_LIMIT CRASHED DEADLOCKED
"""

import os
import sys
import time

DEPTH = 150_000


def down(depth):
    if depth:
        return down(depth - 1)
    time.sleep(60)


def squares(square, numbers):
    sys.setrecursionlimit(DEPTH + 1000)
    for _ in range(11):
        if os.fork() == 0:
            break
    down(DEPTH)
