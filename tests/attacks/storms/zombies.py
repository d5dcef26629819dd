"""Forks children that end at once, and collects none of them.

Verdict: TIMED_OUT OVER_LIMIT CRASHED
"""

import os


def squares(square, numbers):
    while True:
        if os.fork() == 0:
            os._exit(0)
