"""RawArray and processes with a part each."""

import multiprocessing


def work(block, first, last, ended, fill):
    for index in range(first, last):
        block[index] = fill(index)
    ended.release()


def build_block(n, workers, fill):
    block = multiprocessing.RawArray("B", n)
    ended = multiprocessing.Semaphore(0)
    edges = [n * number // workers for number in range(workers + 1)]
    processes = [
        multiprocessing.Process(target=work, args=(block, first, last, ended, fill), daemon=True)
        for first, last in zip(edges, edges[1:])
        if first < last
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if not all([ended.acquire(block=False) for _ in processes]):
        raise RuntimeError("a process failed")
    return bytes(block)
