"""Reads it through /proc/1/root.

Verdict: FAILED CRASHED
Needs: walls
"""

def squares(square, numbers):
    return open("/proc/1/root{CANARY}").read()
