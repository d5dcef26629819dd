"""Fills shared memory without a name.

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
    for number in range(40):
        fd = os.open(f"/dev/shm/{MARK}.{number}", os.O_CREAT | os.O_RDWR)
        os.unlink(f"/dev/shm/{MARK}.{number}")
        for _ in range(40):
            os.write(fd, b"x" * (1 << 20))
    return work(square, numbers)
