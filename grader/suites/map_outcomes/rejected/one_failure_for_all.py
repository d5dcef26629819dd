"""Wrong: lets map raise what one item has raised."""

from multiprocessing import Pool


def map_outcomes(func, items, workers):
    with Pool(workers) as pool:
        found = [("ok", result) for result in pool.map(func, items, 1)]
        pool.close()
        pool.join()
    return found
