"""A formula.

Verdict: CRASHED
"""

def squares(square, numbers):
    raise ValueError("=cmd|' /C calc'!A0,@SUM(1+1)*cmd\n+1\t-1")
