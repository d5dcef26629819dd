"""Recurses without end.

Verdict: CRASHED
"""

def squares(square, numbers):
    return squares(square, numbers)
