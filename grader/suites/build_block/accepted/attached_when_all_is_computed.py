"""Spawned processes, which attach the block when they have computed their part."""

import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def part(name, start, stop, fill):
    values = bytes(fill(index) for index in range(start, stop))
    memory = SharedMemory(name=name)
    memory.buf[start:stop] = values
    memory.close()


def build_block(n, workers, fill):
    if n < 1:
        return b""
    memory = SharedMemory(create=True, size=n)
    try:
        edges = [n * number // workers for number in range(workers + 1)]
        crew = [
            multiprocessing.get_context("spawn").Process(target=part, args=(memory.name, first, last, fill))
            for first, last in zip(edges, edges[1:])
        ]
        for process in crew:
            process.start()
        for process in crew:
            process.join()
        if sum(process.exitcode != 0 for process in crew):
            raise RuntimeError("not all parts are there")
        return bytes(memory.buf[:n])
    finally:
        memory.close()
        memory.unlink()
