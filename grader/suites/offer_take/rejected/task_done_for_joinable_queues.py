"""Misconception: whoever takes an item has to call task_done. A join() elsewhere then returns before the work is done.

Caught by: a JoinableQueue whose items are all taken, and none of which is finished. FAILED, task-done-early.
"""

import queue
from multiprocessing.queues import JoinableQueue


def offer(q, item, wait):
    try:
        q.put(item, wait != 0, wait)
    except queue.Full:
        return False
    return True


def take(q, wait, default=None):
    try:
        item = q.get(wait != 0, wait)
    except queue.Empty:
        return default
    if isinstance(q, JoinableQueue):
        q.task_done()
    return item


def take_many(q, most, wait):
    nothing = object()
    items = []
    while len(items) < most and (item := take(q, wait, nothing)) is not nothing:
        items.append(item)
    return items
