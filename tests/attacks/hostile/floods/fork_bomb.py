"""Forks without end.

Verdict: OVER_LIMIT
"""

import os


def squares(square, numbers):
    while True:
        os.fork()
