"""The writer believes that map goes on behind an exception."""

from multiprocessing import Pool


def total_of(rows, parse, workers):
    with Pool(workers) as pool:
        try:
            numbers = pool.map(parse, rows, chunksize=1)
        finally:
            pool.close()
            pool.join()
    return sum(numbers), []
