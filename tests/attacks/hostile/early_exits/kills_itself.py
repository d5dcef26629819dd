"""Ends itself by SIGKILL.

Verdict: CRASHED
"""

import os
import signal


def squares(square, numbers):
    os.kill(os.getpid(), signal.SIGKILL)
