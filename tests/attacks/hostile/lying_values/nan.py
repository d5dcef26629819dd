"""Not a number.

Verdict: FAILED CRASHED FORBIDDEN
"""

def squares(square, numbers):
    return [float("nan")] * len(numbers)
