"""Apply_async for each task; asks again and again whether all are ready."""

import multiprocessing
import time


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    try:
        results = [pool.apply_async(func, args) for args in tasks]
        while not all(result.ready() for result in results):
            time.sleep(0.001)
        return [result.get() for result in results]
    finally:
        pool.close()
        pool.join()
