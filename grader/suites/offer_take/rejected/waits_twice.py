"""Wrong: tries once more after Empty or Full, and waits as long again."""

import queue

def offer(q, item, wait):
    for _ in range(2):
        try:
            q.put(item, timeout=wait)
            return True
        except queue.Full:
            pass
    return False

def take(q, wait, default=None):
    for _ in range(2):
        try:
            return q.get(timeout=wait)
        except queue.Empty:
            pass
    return default

def take_many(q, most, wait):
    no, out = (object(), [])
    while len(out) < most and (x := take(q, wait, no)) is not no:
        out.append(x)
    return out
