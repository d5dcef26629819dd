"""The processes count for themselves, and the caller adds up."""

from concurrent.futures import ProcessPoolExecutor


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.get_obj().value += 1


def count(hits):
    total = 0
    for _ in range(hits):
        total += 1
    return total


def tally(workers, hits):
    with ProcessPoolExecutor(workers) as executor:
        futures = [executor.submit(count, hits) for _ in range(workers)]
        return sum(future.result() for future in futures)
