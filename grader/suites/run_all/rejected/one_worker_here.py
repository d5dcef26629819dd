"""Wrong: calls the tasks in the caller if there is one worker."""
import multiprocessing


def run_all(func, tasks, workers):
    if workers == 1:
        return [func(*args) for args in tasks]
    pool = multiprocessing.Pool(workers)
    try:
        return pool.starmap(func, tasks, chunksize=1)
    finally:
        pool.close()
        pool.join()
