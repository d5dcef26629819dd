"""An exception whose text raises.

Verdict: CRASHED
"""

class Evil(Exception):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


def squares(square, numbers):
    raise Evil
