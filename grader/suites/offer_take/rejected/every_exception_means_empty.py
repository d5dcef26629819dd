"""Misconception: if get fails, the queue was empty. A closed queue looks like an empty one.

Caught by: `take` from a queue that the caller has closed; the default instead of ValueError. Verdict: FAILED. Diagnosis: except-too-wide.
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
    except:
        return default


def take_many(q, most, wait):
    items = []
    while len(items) < most:
        item = take(q, wait, MISSING)
        if item is MISSING:
            break
        items.append(item)
    return items
