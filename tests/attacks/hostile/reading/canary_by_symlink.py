"""Reads it through a link.

Verdict: FAILED CRASHED
Needs: walls
"""

import os


def squares(square, numbers):
    os.symlink("{CANARY}", "link")
    return open("link").read()
