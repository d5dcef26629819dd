"""Sends itself signals without end.

Verdict: TIMED_OUT OVER_LIMIT
"""

import os
import signal


def squares(square, numbers):
    signal.signal(signal.SIGUSR1, lambda *_: None)
    while True:
        os.kill(os.getpid(), signal.SIGUSR1)
