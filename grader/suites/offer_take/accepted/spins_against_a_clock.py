"""Right: tries again and again without a pause, until the time is over."""

import queue
import time

MISSING = object()


def offer(q, item, wait):
    begin = time.monotonic()
    while True:
        try:
            q.put_nowait(item)
            return True
        except queue.Full:
            if wait is not None and time.monotonic() - begin >= wait:
                return False


def take(q, wait, default=None):
    begin = time.monotonic()
    while True:
        try:
            return q.get_nowait()
        except queue.Empty:
            if wait is not None and time.monotonic() - begin >= wait:
                return default


def take_many(q, most, wait):
    items = []
    while len(items) < most and (item := take(q, wait, MISSING)) is not MISSING:
        items.append(item)
    return items
