"""Forks processes that do nothing, and computes itself.

Verdict: FAILED
"""

import os


def squares(square, numbers):
    for _ in numbers:
        if (pid := os.fork()) == 0:
            os._exit(0)
        os.waitpid(pid, 0)
    return [n * n for n in numbers]
