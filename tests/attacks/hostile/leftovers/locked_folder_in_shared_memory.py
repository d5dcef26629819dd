"""Leaves a full folder there that lets nobody in.

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
    os.makedirs("/dev/shm/{MARK}/inner")
    open("/dev/shm/{MARK}/inner/file", "w").close()
    os.chmod("/dev/shm/{MARK}/inner", 0)
    os.chmod("/dev/shm/{MARK}", 0)
    return work(square, numbers)
