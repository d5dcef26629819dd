"""Wrong: lets the exception of fill through as it is."""

from multiprocessing import Pool, RawArray


def begin(shared):
    global block
    block = shared


def work(start, stop, fill):
    for index in range(start, stop):
        block[index] = fill(index)


def build_block(n, workers, fill):
    shared = RawArray("B", n)
    size = max(1, -(-n // workers))
    pool = Pool(workers, begin, (shared,))
    try:
        pool.starmap(work, [(start, min(start + size, n), fill) for start in range(0, n, size)], chunksize=1)
    finally:
        pool.close()
        pool.join()
    return bytes(shared)
