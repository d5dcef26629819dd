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


def relay(messages, transform, workers):
    with multiprocessing.Manager() as manager:
        q = manager.Queue()
        pool = multiprocessing.Pool(workers)
        reading = pool.apply_async(_read, (messages, q))
        reading.get()
        found = []
        while (message := q.get()) != END:
            found.append(message)
        results = pool.map(transform, found, chunksize=1)
        pool.close()
        pool.join()
    return results
