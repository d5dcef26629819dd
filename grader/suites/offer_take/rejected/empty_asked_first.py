"""Misconception: ask `empty()`, then get. Right after a put, `empty()` of a multiprocessing queue is often still True.

Caught by: a queue that holds items and whose `empty()` says True; `take` with a wait of 0 returns the default. Verdict: FAILED.
Diagnosis: empty-trusted.
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
