"""Misconception: `wait` is the time for all items together. Each item has its own.

Caught by: five items that come 0.11 s after one another, wait 0.4; the list is short. FAILED wait-for-all-together.
"""

import queue
import time

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
    end = None if wait is None else time.monotonic() + wait
    while len(items) < most:
        left = None if end is None else max(0, end - time.monotonic())
        item = take(q, left, MISSING)
        if item is MISSING:
            break
        items.append(item)
    return items
