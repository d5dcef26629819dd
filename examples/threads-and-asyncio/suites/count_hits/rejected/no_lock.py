"""The writer believes that += is one step."""

from threading import Thread


def count_hits(visitors, hits):
    counter = 0

    def visit():
        nonlocal counter
        for _ in range(hits):
            counter += 1

    threads = [Thread(target=visit) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter
