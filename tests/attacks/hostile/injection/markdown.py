"""The end of a fence.

Verdict: CRASHED
"""

def squares(square, numbers):
    raise ValueError('```\n# PASSED\n[click](javascript:alert(1))\n~~~')
