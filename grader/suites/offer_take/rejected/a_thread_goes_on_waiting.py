"""Misconception: a thread that is no longer joined stops. It goes on waiting and takes the next item, which nobody gets.

Caught by: `take` from an empty queue gives up, then an item is put: it is gone. FAILED left-waiting.
"""

import queue
import threading

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
    box = []
    taker = threading.Thread(target=lambda: box.append(q.get()), daemon=True)
    taker.start()
    taker.join(wait)
    return box[0] if box else default


def take_many(q, most, wait):
    items = []
    while len(items) < most:
        item = take(q, wait, MISSING)
        if item is MISSING:
            break
        items.append(item)
    return items
