"""Leaves the name of a socket in shared memory.

Verdict: LEAKED
As: an ordinary user, too
"""

import socket
from multiprocessing import Pool


def work(square, numbers):
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found


def squares(square, numbers):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("/dev/shm/{MARK}")
    return work(square, numbers)
