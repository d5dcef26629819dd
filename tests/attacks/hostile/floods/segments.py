"""Fills System V segments, and is attached to none of them.

Verdict: OVER_LIMIT CRASHED
As: an ordinary user, too
Needs: walls
"""

import ctypes
from multiprocessing import Pool


def work(square, numbers):
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found


def squares(square, numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmat.restype = ctypes.c_void_p
    for _ in range(40):
        segment = libc.shmget(0, ctypes.c_size_t(40 << 20), 0o1600)
        if segment < 0:
            raise OSError(ctypes.get_errno(), "shmget")
        address = libc.shmat(segment, None, 0)
        ctypes.memset(address, 1, 40 << 20)
        libc.shmdt(ctypes.c_void_p(address))
    return work(square, numbers)
