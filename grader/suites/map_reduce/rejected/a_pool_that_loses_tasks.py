"""Wrong: a Pool, and a time limit for each result."""

from collections import Counter
from multiprocessing import Pool, TimeoutError


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    totals, todo = Counter(), list(range(len(chunks)))
    for _ in range(attempts):
        failed = []
        with Pool(workers) as pool:
            pending = [(index, pool.apply_async(mapper, (chunks[index],))) for index in todo]
            for index, result in pending:
                try:
                    totals.update(result.get(patience))
                except (Exception, TimeoutError):
                    failed.append(index)
            pool.terminate()
            pool.join()
        todo = failed
    return dict(totals), todo
