"""Reads it through a hard link.

Verdict: FAILED CRASHED
Needs: walls
"""

import os


def squares(square, numbers):
    os.link("{CANARY}", "link")
    return open("link").read()
