"""Misconception: the exceptions belong to the queue's class. `multiprocessing.Queue` is a function; they live in the module queue.

Caught by: a full queue, a wait of 0; AttributeError when the exception is to be matched. CRASHED.
"""

import multiprocessing
import queue

MISSING = object()


def offer(q, item, wait):
    try:
        q.put(item, timeout=wait)
        return True
    except multiprocessing.Queue.Full:
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
