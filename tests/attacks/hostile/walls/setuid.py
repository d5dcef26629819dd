"""Becomes root.

Verdict: FAILED CRASHED
Needs: walls
"""

import os


def squares(square, numbers):
    os.setuid(0)
    return open("{CANARY}").read()
