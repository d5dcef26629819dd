"""Wrong: an item may be equal to the number at which iter stops.

Caught by: items that are equal to the answer's own literals. FAILED, none-as-end-mark.
"""

from __future__ import annotations
import itertools
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
    return list(itertools.islice(iter(lambda: take(q, wait, -999), -999), most))
