"""Wrong: raises a result that is an exception."""
import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    try:
        results = pool.starmap(func, tasks, chunksize=1)
    finally:
        pool.close()
        pool.join()
    for r in results:
        if isinstance(r, Exception):
            raise r
    return results
