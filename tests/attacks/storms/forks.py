"""Forks and collects without end, in several processes at once.

Verdict: TIMED_OUT OVER_LIMIT CRASHED
"""

import os


def squares(square, numbers):
    for _ in range(8):
        if os.fork() == 0:
            break
    while True:
        if os.fork() == 0:
            os._exit(0)
        os.wait()
