"""Returns 42.

Verdict: FAILED
"""

def squares(square, numbers):
    return 42
