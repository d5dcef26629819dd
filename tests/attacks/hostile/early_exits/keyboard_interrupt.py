"""Raises KeyboardInterrupt.

Verdict: CRASHED
"""

def squares(square, numbers):
    raise KeyboardInterrupt
