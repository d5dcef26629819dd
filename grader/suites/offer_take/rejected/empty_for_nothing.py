"""Wrong: the class Empty is what take gives for nothing, and an item may be that class as well."""

from itertools import islice, takewhile
from queue import Empty, Full


def offer(q, item, wait):
    try:
        q.put(item, wait is None or wait > 0, wait)
    except Full:
        return False
    return True


def take(q, wait, default=None):
    try:
        return q.get(wait is None or wait > 0, wait)
    except Empty:
        return default


def attempts(q, wait):
    while True:
        yield take(q, wait, Empty)


def take_many(q, most, wait):
    return list(takewhile(lambda item: item is not Empty, islice(attempts(q, wait), most)))
