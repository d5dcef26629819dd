"""Leaves a process that ignores signals.

Verdict: LEAKED FAILED
"""

import os
import signal
import time


def squares(square, numbers):
    if os.fork() == 0:
        for number in range(1, 32):
            try:
                signal.signal(number, signal.SIG_IGN)
            except OSError:
                pass
        while True:
            time.sleep(600)
    return [n * n for n in numbers]
