"""Wrong: an exception that cannot be unpickled breaks the executor, and every future that waits has failed."""

from concurrent.futures import ProcessPoolExecutor


def process_all(items, handler, workers):
    with ProcessPoolExecutor(workers) as executor:
        futures = [executor.submit(handler, item) for item in items]
    return sum(future.exception() is not None for future in futures)
