"""Count hits: threads that share a counter."""

# BEGIN SOLUTION
from threading import Lock, Thread

# END SOLUTION


def count_hits(visitors: int, hits: int) -> int:
    """Start `visitors` threads at once. Each counts `hits` hits in one shared counter, one after the other.

    Start no process. Wait until all threads have ended, and return what the counter says then.
    """
    # BEGIN SOLUTION
    counter, lock = [0], Lock()

    def visit():
        for _ in range(hits):
            with lock:
                counter[0] += 1

    threads = [Thread(target=visit) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter[0]
    # END SOLUTION
