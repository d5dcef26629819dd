"""Nested a hundred thousand deep.

Verdict: FAILED CRASHED OVER_LIMIT
"""

def squares(square, numbers):
    found = []
    for _ in range(100_000):
        found = [found]
    return found
