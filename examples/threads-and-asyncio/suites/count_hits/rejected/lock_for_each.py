"""The writer believes that any lock will do, also one that nobody else has."""

from threading import Lock, Thread


def count_hits(visitors, hits):
    counter = [0]

    def visit():
        lock = Lock()
        for _ in range(hits):
            with lock:
                counter[0] += 1

    threads = [Thread(target=visit) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter[0]
