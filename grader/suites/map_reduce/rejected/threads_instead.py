"""Wrong: a pool of threads."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    def tries(chunk):
        for _ in range(attempts):
            try:
                return mapper(chunk)
            except Exception:
                pass
        return None

    with ThreadPoolExecutor(workers) as executor:
        results = list(executor.map(tries, chunks))
    totals = Counter()
    for counts in results:
        totals.update(counts or {})
    return dict(totals), [index for index, counts in enumerate(results) if counts is None]
