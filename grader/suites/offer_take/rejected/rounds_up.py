"""Believes that seconds are whole: rounds the wait up.

Caught by: a queue that is ready after the wait, and before the next whole second. FAILED wrong-value.
"""

import queue
import math

MISSING = object()


def offer(q, item, wait):
    try:
        q.put(item, timeout=wait and math.ceil(wait))
        return True
    except queue.Full:
        return False


def take(q, wait, default=None):
    try:
        return q.get(timeout=wait and math.ceil(wait))
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
