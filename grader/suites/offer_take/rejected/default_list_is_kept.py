"""Wrong: takes into a default list, which is the same one in each call."""

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

def take_many(q, most, wait, out=[]):
    try:
        while len(out) < most:
            out.append(q.get(timeout=wait))
    except queue.Empty:
        pass
    return out
