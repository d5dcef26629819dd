"""Different: `starmap` inside a `with` block that is closed and joined before it is left; default chunks."""

from multiprocessing import Pool


def run_all(func, tasks, workers):
    with Pool(processes=workers) as pool:
        results = pool.starmap(func, tasks, chunksize=1)
        pool.close()
        pool.join()
    return results
