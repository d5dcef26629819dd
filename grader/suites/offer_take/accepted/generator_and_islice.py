"""Different: a generator of items that ends at the first Empty, cut to length by `islice`; `suppress` for Full."""

import contextlib
import itertools
import queue


def arrivals(q, wait):
    with contextlib.suppress(queue.Empty):
        while True:
            yield q.get(timeout=wait)


def offer(q, item, wait):
    with contextlib.suppress(queue.Full):
        q.put(item, timeout=wait)
        return True
    return False


def take(q, wait, default=None):
    return next(arrivals(q, wait), default)


def take_many(q, most, wait):
    return list(itertools.islice(arrivals(q, wait), most))
