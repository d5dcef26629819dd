"""Wrong: takes a pause for the end of the processes."""

import time
from multiprocessing import Process
from multiprocessing.shared_memory import SharedMemory


def _work(name, fill, start, stop):
    shm = SharedMemory(name=name)
    try:
        for i in range(start, stop):
            shm.buf[i] = fill(i)
    finally:
        shm.close()


def build_block(n, workers, fill):
    if n == 0:
        return b""
    shm = SharedMemory(create=True, size=n)
    try:
        step = -(-n // workers)
        ps = [Process(target=_work, args=(shm.name, fill, s, min(n, s + step))) for s in range(0, n, step)]
        for p in ps:
            p.start()
        time.sleep(1.0)
        data = bytes(shm.buf[:n])
        for p in ps:
            p.join()
        if any(p.exitcode for p in ps):
            raise RuntimeError("a worker failed")
        return data
    finally:
        shm.close()
        shm.unlink()
