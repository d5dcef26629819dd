"""Leaves a process behind.

Verdict: LEAKED FAILED
"""

import os
import time


def squares(square, numbers):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
    os.wait()
    return [n * n for n in numbers]
