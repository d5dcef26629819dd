"""A value whose __class__ lies.

Verdict: FAILED CRASHED
"""

class Liar:
    @property
    def __class__(self):
        return list

    def __len__(self):
        return 3

    def __iter__(self):
        return iter([1, 4, 9])


def squares(square, numbers):
    return Liar()
