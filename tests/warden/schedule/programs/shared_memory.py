import multiprocessing as mp
from multiprocessing.shared_memory import SharedMemory


def fill(name):
    block = SharedMemory(name)
    block.buf[0] = 42
    block.close()


def main():
    block = SharedMemory(create=True, size=10)
    process = mp.Process(target=fill, args=(block.name,))
    process.start()
    process.join()
    found = block.buf[0]
    block.close()
    block.unlink()
    return found


EXPECTED = 42
METHODS = ("fork", "spawn", "forkserver")
