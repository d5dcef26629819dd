"""Misconception: if put fails, the queue was full. A closed queue looks like a full one.

Caught by: `offer` to a queue that the caller has closed; False instead of ValueError. FAILED exception-swallowed.
"""

import queue

MISSING = object()


def offer(q, item, wait):
    try:
        q.put(item, timeout=wait)
        return True
    except Exception:
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
