"""Kills the judge.

Verdict: FAILED CRASHED
Needs: walls
"""

import os
import signal


def squares(square, numbers):
    os.kill({JUDGE}, signal.SIGUSR2)
    return 42
