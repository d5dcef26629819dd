"""Forks twice, leaves its session, and goes on.

Verdict: OVER_LIMIT
"""

import os


def squares(square, numbers):
    while True:
        if os.fork() == 0:
            os.setsid()
            if os.fork():
                os._exit(0)
