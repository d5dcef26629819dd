"""Leaves a stopped process.

Verdict: LEAKED FAILED
"""

import os
import signal


def squares(square, numbers):
    if os.fork() == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    return [n * n for n in numbers]
