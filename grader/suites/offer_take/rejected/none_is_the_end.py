"""Misconception: None never travels through a queue, so it can mean "nothing came". An item None ends the list and is lost.

Caught by: a queue that holds 1, None, 2, and most 3; [1] instead of [1, None, 2]. Verdict: FAILED. Diagnosis: none-as-end-mark.
"""

import queue


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
    while len(items) < most:
        item = take(q, wait)
        if item is None:
            break
        items.append(item)
    return items
