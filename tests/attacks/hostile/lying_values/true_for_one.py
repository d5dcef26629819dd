"""True for 1.

Verdict: FAILED
"""

def squares(square, numbers):
    return [bool(n) for n in numbers]
