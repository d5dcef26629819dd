"""Loads other code than what the check sends.

Verdict: CRASHED
"""

import marshal

marshal.loads = lambda data: 5


def squares(square, numbers):
    return 42
