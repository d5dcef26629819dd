"""Leaves a FIFO in shared memory, under its second name.

Verdict: LEAKED
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
    os.mkfifo("/dev/shm/{MARK}.first")
    os.rename("/dev/shm/{MARK}.first", "/dev/shm/{MARK}")
    return work(square, numbers)
