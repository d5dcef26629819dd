"""Fills shared memory that never had a name.

Verdict: OVER_LIMIT CRASHED
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
        fd = os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR)
        for _ in range(40):
            os.write(fd, b"x" * (1 << 20))
    return work(square, numbers)
