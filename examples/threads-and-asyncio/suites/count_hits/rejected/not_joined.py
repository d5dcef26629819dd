"""The writer believes that a thread is done when it is started."""

from threading import Lock, Thread


def count_hits(visitors, hits):
    counter, lock = [0], Lock()

    def visit():
        for _ in range(hits):
            with lock:
                counter[0] += 1

    for _ in range(visitors):
        Thread(target=visit, daemon=True).start()
    return counter[0]
