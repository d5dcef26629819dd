"""Fills many files in memory, none of which is mapped.

Verdict: OVER_LIMIT
As: an ordinary user, too
"""

import os
from multiprocessing import Pool


def work(square, numbers):
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found


def squares(square, numbers):
    for _ in range(40):
        fd = os.memfd_create("memory")
        for _ in range(40):
            os.write(fd, b"x" * (1 << 20))
    return work(square, numbers)
