"""Knows the example of the exercise.

Verdict: FAILED
"""

def squares(square, numbers):
    return [1, 4, 9]
