"""Right: tries in longer and longer slices, which end with the wait."""

import queue
import time


class No(Exception):
    pass


def attempt(call, wait):
    end, slice_ = None if wait is None else time.time() + wait, 0.001
    while True:
        left = slice_ if end is None else max(0.0, min(slice_, end - time.time()))
        try:
            return call(timeout=left)
        except (queue.Full, queue.Empty):
            if end is not None and time.time() >= end:
                raise No from None
            slice_ *= 1.5


def offer(q, item, wait):
    try:
        attempt(lambda timeout: q.put(item, timeout=timeout), wait)
    except No:
        return False
    return True


def take(q, wait, default=None):
    try:
        return attempt(q.get, wait)
    except No:
        return default


def take_many(q, most, wait):
    items = []
    try:
        for _ in range(most):
            items.append(attempt(q.get, wait))
    except No:
        pass
    return items
