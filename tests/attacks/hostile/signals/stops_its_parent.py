"""Stops the process that forked it.

Verdict: FAILED CRASHED TIMED_OUT
Needs: walls
"""

import os
import signal


def squares(square, numbers):
    os.kill(os.getppid(), signal.SIGSTOP)
    return 42
