"""Believes that nobody waits longer than a minute.

Caught by: a queue that is ready after ten minutes by its own clock. FAILED wrong-value.
"""

import queue

MISSING = object()


def offer(q, item, wait):
    try:
        q.put(item, timeout=60 if wait is None else min(wait, 60))
        return True
    except queue.Full:
        return False


def take(q, wait, default=None):
    try:
        return q.get(timeout=60 if wait is None else min(wait, 60))
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
