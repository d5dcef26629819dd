"""Misconception: a limit for each item is a limit for all of them, so many times as long.

Caught by: an item that comes after its own limit, and before that of all. FAILED wait-for-all-together.
"""

import queue
import time


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
    end = None if wait is None else time.monotonic() + wait * most
    found = []
    while len(found) < most:
        left = None if end is None else max(0.0, end - time.monotonic())
        try:
            found.append(q.get(left is None or left > 0, left))
        except queue.Empty:
            break
    return found
