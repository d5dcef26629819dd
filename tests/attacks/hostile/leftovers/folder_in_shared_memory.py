"""Does the work, and leaves a folder in shared memory.

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
    os.mkdir("/dev/shm/{MARK}")
    return work(square, numbers)
