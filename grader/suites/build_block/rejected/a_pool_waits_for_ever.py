"""Wrong: a Pool, which loses the task of a process that is killed."""

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
    with Pool(workers, begin, (shared,)) as pool:
        try:
            pool.starmap(work, [(start, min(start + size, n), fill) for start in range(0, n, size)], chunksize=1)
        except Exception as error:
            raise RuntimeError("failed") from error
        finally:
            pool.close()
            pool.join()
    return bytes(shared)
