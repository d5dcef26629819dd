"""SharedMemoryManager, which removes its blocks."""

import multiprocessing
from multiprocessing.managers import SharedMemoryManager


def work(memory, indices, fill):
    view = memory.buf
    for index in indices:
        view[index] = fill(index)
    del view
    memory.close()


def build_block(n, workers, fill):
    if n == 0:
        return b""
    with SharedMemoryManager() as manager:
        memory = manager.SharedMemory(size=n)
        crew = []
        for number in range(workers):
            indices = list(range(number, n, workers))
            crew.append(multiprocessing.Process(target=work, args=(memory, indices, fill)))
            crew[-1].start()
        failed = False
        for process in crew:
            process.join()
            failed = failed or process.exitcode != 0
            process.close()
        result = bytes(memory.buf[:n])
        memory.close()
    if failed:
        raise RuntimeError("failed")
    return result
