"""Total of a column: rows that are read by a pool of processes."""

# BEGIN SOLUTION
from functools import partial
from multiprocessing import Pool


def read(parse, row):
    try:
        return parse(row)
    except ValueError:
        return None


# END SOLUTION
def total_of(rows: list, parse, workers: int) -> tuple[int, list]:
    """Have a pool of `workers` processes call `parse(row)`, which returns an integer, for each of `rows`.

    A row for which it raises ValueError is bad. Return the sum of all others, and the bad rows in their order.
    The pool is gone when the function returns.
    """
    # BEGIN SOLUTION
    with Pool(workers) as pool:
        numbers = pool.map(partial(read, parse), rows, chunksize=1)
        pool.close()
        pool.join()
    bad = [row for row, number in zip(rows, numbers) if number is None]
    return sum(number for number in numbers if number is not None), bad
    # END SOLUTION
