"""SharedMemoryManager, which removes its blocks."""

import multiprocessing
from multiprocessing.managers import SharedMemoryManager


def work(memory, indices, mark, fill):
    view = memory.buf
    for index in indices:
        view[index] = fill(index)
    view[mark] = 1
    del view
    memory.close()


def build_block(n, workers, fill):
    if n == 0:
        return b""
    with SharedMemoryManager() as manager:
        memory = manager.SharedMemory(size=n + workers)
        crew = []
        for number in range(workers):
            indices = list(range(number, n, workers))
            crew.append(multiprocessing.Process(target=work, args=(memory, indices, n + number, fill)))
            crew[-1].start()
        for process in crew:
            process.join()
            process.close()
        result, marks = bytes(memory.buf[:n]), bytes(memory.buf[n : n + workers])
        memory.close()
    if 0 in marks:
        raise RuntimeError("failed")
    return result
