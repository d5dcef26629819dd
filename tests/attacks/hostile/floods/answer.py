"""Gives back a hundred megabytes.

Verdict: OVER_LIMIT CRASHED FAILED
"""

def squares(square, numbers):
    return "x" * (100 << 20)
