"""Uses files in memory, one after the other and several at once."""

import os
from multiprocessing import Pool


def asked():
    for _ in range(40):
        fd = os.memfd_create("memory")
        os.write(fd, b"x" * (16 << 20))
        os.close(fd)
    fds = [os.memfd_create(f"memory {number}") for number in range(10)]
    for fd in fds:
        os.write(fd, b"x" * (1 << 20))
        os.close(fd)


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found
