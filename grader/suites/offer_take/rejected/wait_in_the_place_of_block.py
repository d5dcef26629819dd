"""Misconception: `put(item, 2)` waits up to 2 seconds. The second parameter is `block`; there is no limit at all.

Caught by: a queue that has room long after the wait; True instead of False. FAILED timeout-as-block.
"""

import queue

MISSING = object()


def offer(q, item, wait):
    try:
        if wait is None:
            q.put(item)
        else:
            q.put(item, wait)
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
