"""A generator instead of a list.

Verdict: FAILED CRASHED
"""

def squares(square, numbers):
    return (n * n for n in numbers)
