"""apply_async for each row, and get for each result."""

from multiprocessing import Pool


def total_of(rows, parse, workers):
    pool = Pool(processes=workers)
    results = [pool.apply_async(parse, (row,)) for row in rows]
    pool.close()
    total, bad = 0, []
    for row, result in zip(rows, results):
        try:
            total += result.get()
        except ValueError:
            bad.append(row)
    pool.join()
    return total, bad
