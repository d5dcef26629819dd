"""Misconception: no time given means no waiting. None means to wait for as long as it takes.

Caught by: a full queue from which another process takes an item a second later, a wait of None; False instead of True.
Verdict: FAILED. Diagnosis: none-means-no-wait.
"""

import queue

MISSING = object()


def offer(q, item, wait):
    try:
        q.put(item, block=bool(wait), timeout=wait)
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
