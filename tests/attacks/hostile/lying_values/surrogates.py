"""Text that no encoding takes.

Verdict: FAILED CRASHED
"""

def squares(square, numbers):
    return ["\ud800"] * len(numbers)
