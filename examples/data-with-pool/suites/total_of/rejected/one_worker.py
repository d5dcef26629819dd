"""The writer believes that a pool takes as many workers as it needs."""

from functools import partial
from multiprocessing import Pool


def read(parse, row):
    try:
        return parse(row)
    except ValueError:
        return None


def total_of(rows, parse, workers):
    with Pool(1) as pool:
        numbers = pool.map(partial(read, parse), rows)
        pool.close()
        pool.join()
    bad = [row for row, number in zip(rows, numbers) if number is None]
    return sum(number for number in numbers if number is not None), bad
