"""Misconception: take first, then see whether it still fits. The item that does not fit is lost.

Caught by: a queue with more items than asked for; the list is right, but one more is gone. FAILED one-too-many.
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
    while (item := take(q, wait, MISSING)) is not MISSING:
        if len(items) == most:
            break
        items.append(item)
    return items
