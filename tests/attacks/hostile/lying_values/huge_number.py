"""A number of a million digits.

Verdict: FAILED CRASHED OVER_LIMIT FORBIDDEN
"""

def squares(square, numbers):
    return [1 << 4_000_000]
