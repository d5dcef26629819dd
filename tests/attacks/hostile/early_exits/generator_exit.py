"""Raises GeneratorExit.

Verdict: CRASHED
"""

def squares(square, numbers):
    raise GeneratorExit
