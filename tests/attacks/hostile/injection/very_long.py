"""A text of a megabyte.

Verdict: CRASHED
"""

def squares(square, numbers):
    raise ValueError("x" * 1_000_000)
