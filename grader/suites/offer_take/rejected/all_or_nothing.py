"""Misconception: an exception takes back what was done before it. The items that did come are thrown away.

Caught by: a queue with fewer items than asked for; [] instead of those that came. FAILED partial-lost.
"""

import queue


def offer(q, item, wait):
    try:
        q.put(item, timeout=wait)
        return True
    except queue.Full:
        return False


def take(q, wait, default=None):
    try:
        return q.get(timeout=wait)
    except queue.Empty:
        return default


def take_many(q, most, wait):
    try:
        return [q.get(timeout=wait) for _ in range(most)]
    except queue.Empty:
        return []
