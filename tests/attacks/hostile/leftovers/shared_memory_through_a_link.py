"""Makes a file in shared memory through a link that leads nowhere yet.

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
    os.symlink("/dev/shm/{MARK}", "link")
    os.close(os.open("link", os.O_CREAT | os.O_WRONLY))
    os.unlink("link")
    return work(square, numbers)
