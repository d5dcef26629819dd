"""Misconception: 0 and None are the same: no limit. Zero means not to wait.

Caught by: a full queue, a wait of 0; `offer` waits. FAILED zero-or-none, DEADLOCKED on a real queue.
"""

import queue

MISSING = object()


def offer(q, item, wait):
    try:
        if not wait:
            q.put(item)
        else:
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
    while len(items) < most:
        item = take(q, wait, MISSING)
        if item is MISSING:
            break
        items.append(item)
    return items
