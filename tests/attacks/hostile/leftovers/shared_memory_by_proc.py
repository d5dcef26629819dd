"""Makes a folder in shared memory by a way that is another one for everybody.

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
    here = os.getcwd()
    os.chdir("/dev/shm")
    os.mkdir("/proc/self/cwd/{MARK}")
    os.chdir(here)
    return work(square, numbers)
