"""Misconception: an item that does not come in time is skipped and the next is awaited. The first miss is the end.

Caught by: a queue that has one item, then none for twenty attempts, then more. FAILED no-end-at-miss.
"""

import queue

MISSING = object()


def offer(q, item, wait):
    try:
        q.put(item, timeout=wait)
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
    for _ in range(most):
        item = take(q, wait, MISSING)
        if item is not MISSING:
            items.append(item)
    return items
