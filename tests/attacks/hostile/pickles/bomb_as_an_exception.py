"""An exception that does so.

Verdict: CRASHED
"""

import os


class Bomb(Exception):
    def __reduce__(self):
        return os.system, ("touch {OUTSIDE}/bomb",)


def squares(square, numbers):
    raise Bomb
