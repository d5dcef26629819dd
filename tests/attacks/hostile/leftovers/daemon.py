"""Leaves a process behind.

Verdict: LEAKED FAILED
"""

import os
import time


def squares(square, numbers):
    if (pid := os.fork()) == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
    os.waitpid(pid, 0)
    return [n * n for n in numbers]
