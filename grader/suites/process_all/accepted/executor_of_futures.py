"""ProcessPoolExecutor; the handler is called behind a function that tells whether it raised."""

from concurrent.futures import ProcessPoolExecutor


def raises(handler, item):
    try:
        handler(item)
    except:  # noqa: E722
        return True
    return False


def process_all(items, handler, workers):
    with ProcessPoolExecutor(workers) as executor:
        futures = [executor.submit(raises, handler, item) for item in items]
    return sum(future.result() for future in futures)
