"""A value that runs a command when it is unpickled.

Verdict: FAILED CRASHED
Needs: walls
"""

import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch {OUTSIDE}/bomb; echo BOOM",)


def squares(square, numbers):
    return Bomb()
