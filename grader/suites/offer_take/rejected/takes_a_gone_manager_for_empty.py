"""Misconception: whatever a queue raises means no. A manager that has ended raises EOFError, which the caller has to hear of.

Caught by: a queue that raises eleven errors, one after the other. FAILED exception-swallowed.
"""

import queue


def offer(q, item, wait):
    try:
        if wait == 0:
            q.put_nowait(item)
        else:
            q.put(item, timeout=wait)
    except (queue.Full, EOFError):
        return False
    return True


def take(q, wait, default=None):
    try:
        return q.get_nowait() if wait == 0 else q.get(timeout=wait)
    except (queue.Empty, EOFError):
        return default


def take_many(q, most, wait):
    found = []
    while len(found) < most:
        try:
            found.append(q.get_nowait() if wait == 0 else q.get(timeout=wait))
        except (queue.Empty, EOFError):
            break
    return found
