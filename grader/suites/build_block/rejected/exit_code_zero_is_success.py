"""Wrong: takes exit code 0 for success; fill may have called sys.exit()."""

import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def part(name, indices, fill):
    memory = SharedMemory(name)
    try:
        for index in indices:
            memory.buf[index] = fill(index)
    finally:
        memory.close()


def build_block(n, workers, fill):
    if n == 0:
        return b""
    memory = SharedMemory(create=True, size=n)
    try:
        processes = [
            multiprocessing.Process(target=part, args=(memory.name, range(first, n, workers), fill))
            for first in range(min(workers, n))
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        if any(process.exitcode != 0 for process in processes):
            raise RuntimeError("a process did not finish its part")
        return bytes(memory.buf[:n])
    finally:
        memory.close()
        memory.unlink()
