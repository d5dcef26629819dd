"""Wrong: an executor, which breaks as a whole."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor, TimeoutError


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    totals, todo = Counter(), list(range(len(chunks)))
    for _ in range(attempts):
        failed = []
        executor = ProcessPoolExecutor(workers)
        futures = [(index, executor.submit(mapper, chunks[index])) for index in todo]
        late = False
        for index, future in futures:
            try:
                totals.update(future.result(timeout=patience))
            except TimeoutError:
                late = True
                failed.append(index)
            except BaseException:
                failed.append(index)
        if late:
            for process in list(executor._processes.values()):
                process.kill()
        executor.shutdown()
        todo = failed
    return dict(totals), todo
