"""ProcessPoolExecutor; the futures tell who raised."""

from concurrent.futures import ProcessPoolExecutor


def process_all(items, handler, workers):
    with ProcessPoolExecutor(workers) as executor:
        futures = [executor.submit(handler, item) for item in items]
    return sum(future.exception() is not None for future in futures)
