"""Wrong: reads as long as somebody lives, and stops."""

from multiprocessing import Process, Queue
from multiprocessing.shared_memory import SharedMemory
from queue import Empty


def _work(name, numbers, fill, errors):
    shm = SharedMemory(name)
    try:
        for i in numbers:
            shm.buf[i] = fill(i)
    except BaseException as error:
        errors.put(repr(error))
    finally:
        shm.close()


def build_block(n, workers, fill):
    if not n:
        return b""
    shm = SharedMemory(create=True, size=n)
    errors = Queue()
    try:
        processes = [Process(target=_work, args=(shm.name, range(w, n, workers), fill, errors)) for w in range(workers)]
        for process in processes:
            process.start()
        failed = False
        while any(process.is_alive() for process in processes):
            try:
                errors.get(timeout=0.05)
                failed = True
            except Empty:
                pass
        for process in processes:
            process.join()
            failed = failed or process.exitcode != 0
        if failed:
            raise RuntimeError("a worker failed")
        return bytes(shm.buf[:n])
    finally:
        shm.close()
        shm.unlink()
