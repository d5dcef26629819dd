"""Wrong: a text means the end, and an item may be the same text.

Caught by: items that are equal to the answer's own literals. FAILED, none-as-end-mark.
"""

from __future__ import annotations
import multiprocessing

END = "---end---"


def _read(messages, q):
    for message in messages:
        q.put(message)
    q.put(END)


def _take(q, transform):
    results = []
    while (message := q.get()) != END:
        results.append(transform(message))
    return results


def relay(messages, transform, workers):
    with multiprocessing.Manager() as manager:
        q = manager.Queue()
        pool = multiprocessing.Pool(workers)
        reading = pool.apply_async(_read, (messages, q))
        reading.get()
        results = pool.apply(_take, (q, transform))
        pool.close()
        pool.join()
    return results
