"""Misconception: ask `full()`, then put. The answer of `full()` may be out of date in both directions.

Caught by: a queue with room whose `full()` says True; `offer` returns False and puts nothing. Verdict: FAILED.
Diagnosis: full-trusted.
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
