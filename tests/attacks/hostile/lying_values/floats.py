"""Floats for ints.

Verdict: FAILED
"""

def squares(square, numbers):
    return [float(n * n) for n in numbers]
