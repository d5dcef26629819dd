"""The bytes of a pickle.

Verdict: FAILED CRASHED
"""

import pickle


class Bomb:
    def __reduce__(self):
        return eval, ("open('{OUTSIDE}/bomb', 'w')",)


def squares(square, numbers):
    return pickle.dumps(Bomb())
