"""Misconception: ask `full()` or `empty()`, then put or get. Either answer may be out of date in both directions.

Caught by: a queue with room whose `full()` says True, one with items whose `empty()` says True. FAILED status-trusted.
"""

import queue

MISSING = object()


def offer(q, item, wait):
    if wait == 0 and q.full():
        return False
    try:
        q.put(item, timeout=wait)
        return True
    except queue.Full:
        return False


def take(q, wait, default=None):
    if wait == 0 and q.empty():
        return default
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
