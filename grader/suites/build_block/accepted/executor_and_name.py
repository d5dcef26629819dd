"""ProcessPoolExecutor; its processes attach the block by name."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing.shared_memory import SharedMemory


def part(name, start, stop, fill):
    memory = SharedMemory(name=name)
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
        with ProcessPoolExecutor(workers) as executor:
            futures = [
                executor.submit(part, memory.name, start, min(start + size, n), fill)
                for start in range(0, n, size)
            ]
        for future in futures:
            try:
                future.result()
            except BaseException as error:
                raise RuntimeError("a part failed") from error
        return memory.buf[:n].tobytes()
    finally:
        memory.close()
        memory.unlink()
