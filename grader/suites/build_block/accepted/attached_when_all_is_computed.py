"""Spawned processes, which attach the block when they have computed their part."""

import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def part(name, start, stop, mark, fill):
    values = bytes(fill(index) for index in range(start, stop))
    memory = SharedMemory(name=name)
    memory.buf[start:stop] = values
    memory.buf[mark] = 1
    memory.close()


def build_block(n, workers, fill):
    if n < 1:
        return b""
    memory = SharedMemory(create=True, size=n + workers)
    try:
        edges = [n * number // workers for number in range(workers + 1)]
        crew = [
            multiprocessing.get_context("spawn").Process(target=part, args=(memory.name, first, last, n + number, fill))
            for number, (first, last) in enumerate(zip(edges, edges[1:]))
        ]
        for process in crew:
            process.start()
        for process in crew:
            process.join()
        if sum(memory.buf[n : n + workers]) < workers:
            raise RuntimeError("not all parts are there")
        return bytes(memory.buf[:n])
    finally:
        memory.close()
        memory.unlink()
