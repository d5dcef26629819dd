"""Misconception: `qsize()` says how many items can be taken. It is a number of a moment ago, and missing on some systems.

Caught by: a queue whose `qsize()` raises NotImplementedError, as on macOS. FAILED status-trusted.
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
    for _ in range(min(most, q.qsize())):
        item = take(q, wait, MISSING)
        if item is MISSING:
            break
        items.append(item)
    return items
