"""Different: the three meanings of `wait` spelled out, arguments by position, Full and Empty from multiprocessing.queues."""

from multiprocessing.queues import Empty, Full

NO_ITEM = ["no item"]


def offer(q, item, wait):
    try:
        if wait is None:
            q.put(item)
        elif wait == 0:
            q.put(item, False)
        else:
            q.put(item, True, wait)
    except Full:
        return False
    else:
        return True


def take(q, wait, default=None):
    try:
        if wait is None:
            return q.get()
        if wait == 0:
            return q.get(False)
        return q.get(True, wait)
    except Empty:
        return default


def take_many(q, most, wait):
    if most == 0:
        return []
    first = take(q, wait, NO_ITEM)
    if first is NO_ITEM:
        return []
    return [first] + take_many(q, most - 1, wait)
