"""Computes everything itself.

Verdict: FAILED
"""

def squares(square, numbers):
    return [square(n) for n in numbers]
