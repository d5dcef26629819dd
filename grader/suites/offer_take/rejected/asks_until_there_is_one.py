"""Misconception: asking again and again is waiting. The loop knows no limit and burns a CPU.

Caught by: a queue whose item comes long after the wait; the item instead of the default. FAILED busy-waiting.
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
    if wait == 0:
        try:
            return q.get_nowait()
        except queue.Empty:
            return default
    while True:
        try:
            return q.get_nowait()
        except queue.Empty:
            continue


def take_many(q, most, wait):
    items = []
    while len(items) < most:
        item = take(q, wait, MISSING)
        if item is MISSING:
            break
        items.append(item)
    return items
