"""Kills the process that forked it.

Verdict: FAILED CRASHED
"""

import os
import signal


def squares(square, numbers):
    os.kill(os.getppid(), signal.SIGKILL)
    return 42
