"""Makes files without end.

Verdict: OVER_LIMIT CRASHED TIMED_OUT
"""

import itertools


def squares(square, numbers):
    for number in itertools.count():
        open(str(number), "w").close()
