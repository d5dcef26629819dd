"""Loads other code than what the check sends.

Verdict: CRASHED
As: an ordinary user, too
"""

import marshal

marshal.loads = lambda data: 5


def squares(square, numbers):
    return 42
