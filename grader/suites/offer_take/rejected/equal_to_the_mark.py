"""Wrong: an item may be equal to the text that stands for no item.

Caught by: items that are equal to the answer's own literals. FAILED, none-as-end-mark.
"""

from __future__ import annotations
import queue

NOTHING = "<nothing>"


def offer(q, item, wait):
    try:
        q.put(item, wait is None or wait > 0, wait)
    except queue.Full:
        return False
    return True


def take(q, wait, default=None):
    try:
        return q.get(wait is None or wait > 0, wait)
    except queue.Empty:
        return default


def take_many(q, most, wait):
    items = []
    while len(items) < most:
        item = take(q, wait, NOTHING)
        if item == NOTHING:
            break
        items.append(item)
    return items
