"""Wrong: keeps the results of the last call in a default argument."""
import multiprocessing


def run_all(func, tasks, workers, results=[]):
    pool = multiprocessing.Pool(workers)
    try:
        results.extend(pool.starmap(func, tasks, chunksize=1))
        return results
    finally:
        pool.close()
        pool.join()
