"""Misconception: a queue has to be closed, like a file, for an item to be sent. The next offer meets a closed queue.

Caught by: two offers to the same multiprocessing.Queue; the second raises ValueError. Verdict: CRASHED. Diagnosis: closes-the-queue.
"""

import queue

MISSING = object()


def offer(q, item, wait):
    try:
        q.put(item, timeout=wait)
        if hasattr(q, "close"):
            q.close()
        return True
    except queue.Full:
        return False


def take(q, wait, default=None):
    try:
        return q.get(timeout=wait)
    except queue.Empty:
        return default


def take_many(q, most, wait):
    items = []
    while len(items) < most:
        item = take(q, wait, MISSING)
        if item is MISSING:
            break
        items.append(item)
    return items
