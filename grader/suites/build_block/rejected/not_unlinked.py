"""Wrong: closes the block and never unlinks it."""

from multiprocessing import Process
from multiprocessing.shared_memory import SharedMemory


def work(name, start, stop, fill):
    memory = SharedMemory(name)
    try:
        for index in range(start, stop):
            memory.buf[index] = fill(index)
    finally:
        memory.close()


def build_block(n, workers, fill):
    if n == 0:
        return b""
    size = -(-n // workers)
    memory = SharedMemory(create=True, size=n)
    try:
        processes = [
            Process(target=work, args=(memory.name, start, min(start + size, n), fill))
            for start in range(0, n, size)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        if any(process.exitcode for process in processes):
            raise RuntimeError("a process failed")
        return bytes(memory.buf[:n])
    finally:
        memory.close()
