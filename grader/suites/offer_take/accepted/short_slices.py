"""Different: waits in slices of at most 50 ms, so that Ctrl-C is heard soon; one function answers for get with a pair."""

import math
import queue
import time

SLICE = 0.05


def slices(wait):
    """Time-outs that add up to `wait`; at least one, for ever if `wait` is None."""
    end = math.inf if wait is None else time.monotonic() + wait
    while True:
        left = end - time.monotonic()
        yield max(0.0, min(SLICE, left))
        if time.monotonic() >= end:
            return


def try_get(q, wait):
    for seconds in slices(wait):
        try:
            return True, q.get(True, seconds)
        except queue.Empty:
            continue
    return False, None


def offer(q, item, wait):
    for seconds in slices(wait):
        try:
            q.put(item, True, seconds)
        except queue.Full:
            continue
        return True
    return False


def take(q, wait, default=None):
    came, item = try_get(q, wait)
    return item if came else default


def take_many(q, most, wait):
    items = []
    came = True
    while came and len(items) < most:
        came, item = try_get(q, wait)
        if came:
            items.append(item)
    return items
