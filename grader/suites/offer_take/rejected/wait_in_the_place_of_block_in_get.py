"""Misconception: `get(2)` waits up to 2 seconds. The first parameter is `block`; there is no limit at all.

Caught by: an empty `Manager().Queue()` (or an empty multiprocessing.Queue and a wait that is an int), a wait of 1; `take` does not return.
Verdict: TIMED_OUT (on 3.11 a float and a multiprocessing.Queue give a TypeError instead). Diagnosis: timeout-as-block.
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
        return q.get() if wait is None else q.get(wait)
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
