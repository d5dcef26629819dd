"""Forks processes that do nothing, and computes itself.

Verdict: FAILED
"""

import os


def squares(square, numbers):
    for _ in numbers:
        if os.fork() == 0:
            os._exit(0)
        os.wait()
    return [n * n for n in numbers]
