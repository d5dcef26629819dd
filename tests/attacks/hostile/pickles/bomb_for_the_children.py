"""A pickle that forks in every process.

Verdict: FAILED CRASHED OVER_LIMIT TIMED_OUT DEADLOCKED ESCAPED LEAKED
Needs: walls
"""

import os
from multiprocessing import Pool


class Bomb:
    def __reduce__(self):
        return os.fork, ()


def squares(square, numbers):
    with Pool(2) as pool:
        return pool.map(str, [Bomb()] * 3)
