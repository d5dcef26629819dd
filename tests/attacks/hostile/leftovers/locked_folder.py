"""Leaves nested folders that let nobody in.

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
    os.makedirs("outer/inner/innermost")
    os.chmod("outer/inner", 0)
    os.chmod("outer", 0)
    return work(square, numbers)
