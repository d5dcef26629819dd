"""Asks for root's powers.

Verdict: FAILED CRASHED
Needs: walls
"""

import subprocess


def squares(square, numbers):
    return subprocess.run(["sudo", "-n", "cat", "{CANARY}"], capture_output=True, text=True).stdout
