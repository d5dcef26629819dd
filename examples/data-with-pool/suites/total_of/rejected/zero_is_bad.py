"""The writer takes a row that is 0 for a bad one."""

from functools import partial
from multiprocessing import Pool


def read(parse, row):
    try:
        return parse(row)
    except ValueError:
        return None


def total_of(rows, parse, workers):
    with Pool(workers) as pool:
        numbers = pool.map(partial(read, parse), rows, chunksize=1)
        pool.close()
        pool.join()
    return sum(filter(None, numbers)), [row for row, number in zip(rows, numbers) if not number]
