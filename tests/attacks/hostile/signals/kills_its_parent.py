"""Kills the process that forked it.

Verdict: FAILED CRASHED GRADER_ERROR
"""

import os
import signal


def squares(square, numbers):
    os.kill(os.getppid(), signal.SIGKILL)
    return 42
