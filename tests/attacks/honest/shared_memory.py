"""A block of shared memory, removed at the end."""

from multiprocessing import Process
from multiprocessing.shared_memory import SharedMemory


def work(square, name, at, n):
    block = SharedMemory(name)
    block.buf[8 * at : 8 * at + 8] = (square(n)).to_bytes(8, "little")
    block.close()


def squares(square, numbers):
    block = SharedMemory(create=True, size=8 * len(numbers))
    processes = [Process(target=work, args=(square, block.name, at, n)) for at, n in enumerate(numbers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    found = [int.from_bytes(block.buf[8 * at : 8 * at + 8], "little") for at in range(len(numbers))]
    block.close()
    block.unlink()
    return found
