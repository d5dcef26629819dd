"""Wrong: ... stands for no item, and an item may be ... as well.

Caught by: an item that is .... FAILED, none-as-end-mark.
"""

from __future__ import annotations
import queue

def offer(q, item, wait):
    try:
        q.put(item, wait != 0, wait)
    except queue.Full:
        return False
    return True

def take(q, wait, default=None):
    try:
        return q.get(wait != 0, wait)
    except queue.Empty:
        return default

def take_many(q, most, wait):
    items = []
    while len(items) < most and (item := take(q, wait, Ellipsis)) is not Ellipsis:
        items.append(item)
    return items
