"""Different: `put` and `get` with a timeout; `take_many` catches Empty itself instead of using a mark."""

import queue


def offer(q, item, wait):
    try:
        q.put(item, block=True, timeout=wait)
        return True
    except queue.Full:
        return False


def take(q, wait, default=None):
    try:
        item = q.get(block=True, timeout=wait)
    except queue.Empty:
        item = default
    return item


def take_many(q, most, wait):
    items = []
    try:
        for _ in range(most):
            items.append(q.get(block=True, timeout=wait))
    except queue.Empty:
        pass
    return items
