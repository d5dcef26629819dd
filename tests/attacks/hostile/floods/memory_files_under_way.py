"""Fills files in memory and leaves them in a socket that nobody reads.

Verdict: OVER_LIMIT
As: an ordinary user, too
"""

import os
import socket
from multiprocessing import Pool


def work(square, numbers):
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found


def squares(square, numbers):
    one, other = socket.socketpair()
    for _ in range(40):
        fd = os.memfd_create("memory")
        for _ in range(40):
            os.write(fd, b"x" * (1 << 20))
        socket.send_fds(one, [b"x"], [fd])
        os.close(fd)
    return work(square, numbers)
