"""Writes without end.

Verdict: OVER_LIMIT
"""

def squares(square, numbers):
    while True:
        print("A" * 65536)
