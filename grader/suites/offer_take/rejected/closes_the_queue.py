"""Wrong: closes the queue when there is no more."""

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
    out = []
    try:
        while len(out) < most:
            out.append(q.get(timeout=wait))
    except queue.Empty:
        if hasattr(q, 'close'):
            q.close()
    return out
