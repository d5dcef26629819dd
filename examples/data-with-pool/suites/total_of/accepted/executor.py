"""An executor, and the exception of each future."""

from concurrent.futures import ProcessPoolExecutor


def total_of(rows, parse, workers):
    total, bad = 0, []
    with ProcessPoolExecutor(workers) as pool:
        futures = [pool.submit(parse, row) for row in rows]
        for row, future in zip(rows, futures):
            if isinstance(future.exception(), ValueError):
                bad.append(row)
            else:
                total += future.result()
    return total, bad
