"""Works without end.

Verdict: TIMED_OUT OVER_LIMIT
"""

def squares(square, numbers):
    while True:
        pass
