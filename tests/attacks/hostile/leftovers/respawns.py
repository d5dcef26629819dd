"""Processes that start each other again.

Verdict: LEAKED FAILED OVER_LIMIT
"""

import os
import time


def squares(square, numbers):
    if (pid := os.fork()) == 0:
        while True:
            if os.fork():
                os._exit(0)
            time.sleep(0.001)
    os.waitpid(pid, 0)
    return [n * n for n in numbers]
