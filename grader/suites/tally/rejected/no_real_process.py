"""Wrong: multiplies."""

def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.value += 1


def tally(workers, hits):
    return workers * hits
