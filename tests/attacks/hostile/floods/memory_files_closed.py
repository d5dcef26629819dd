"""Fills files in memory, maps one page of each, and closes them.

Verdict: OVER_LIMIT
As: an ordinary user, too
"""

import mmap
import os
from multiprocessing import Pool


def work(square, numbers):
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found


def squares(square, numbers):
    maps = []
    for _ in range(40):
        fd = os.memfd_create("memory")
        for _ in range(40):
            os.write(fd, b"x" * (1 << 20))
        maps.append(mmap.mmap(fd, 4096))
        os.close(fd)
    return work(square, numbers)
