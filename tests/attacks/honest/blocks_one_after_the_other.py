"""Uses many blocks of shared memory, one after the other."""

from multiprocessing import Pool
from multiprocessing.shared_memory import SharedMemory


def asked():
    for _ in range(30):
        block = SharedMemory(create=True, size=6 << 20)
        block.buf[:] = bytes(6 << 20)
        block.close()
        block.unlink()


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found
