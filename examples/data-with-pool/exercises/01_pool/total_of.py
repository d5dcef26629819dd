"""Total of a column: rows that are read by a pool of processes."""


def total_of(rows: list, parse, workers: int) -> tuple[int, list]:
    """Have a pool of `workers` processes call `parse(row)`, which returns an integer, for each of `rows`.

    A row for which it raises ValueError is bad. Return the sum of all others, and the bad rows in their order.
    The pool is gone when the function returns.
    """
    raise NotImplementedError
