"""A short process for each byte, never more than `workers` of them at once."""
import multiprocessing
from multiprocessing.connection import wait
from multiprocessing.shared_memory import SharedMemory


def _one(name, n, i, fill):
    shm = SharedMemory(name=name)
    try:
        value = fill(i)
        view = shm.buf[: 2 * n]
        try:
            view[i] = value
            view[n + i] = 1
        finally:
            view.release()
    finally:
        shm.close()


def build_block(n, workers, fill):
    if n == 0:
        return b""
    shm = SharedMemory(create=True, size=2 * n)
    try:
        running, todo = {}, list(range(n))
        while todo or running:
            while todo and len(running) < workers:
                p = multiprocessing.Process(target=_one, args=(shm.name, n, todo.pop(), fill))
                p.start()
                running[p.sentinel] = p
            for s in wait(running.keys()):
                p = running.pop(s)
                p.join()
                p.close()
        with memoryview(shm.buf) as view:
            if any(view[n + i] != 1 for i in range(n)):
                raise RuntimeError("fill failed")
            return bytes(view[:n])
    finally:
        shm.close()
        shm.unlink()
