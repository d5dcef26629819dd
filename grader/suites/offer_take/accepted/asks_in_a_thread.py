"""Different: a thread of its own makes the attempt, with the time limit; the future hands over the item or the exception."""

from concurrent.futures import ThreadPoolExecutor
from queue import Empty, Full


def in_thread(method, *args):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(method, *args).result()


def offer(q, item, wait):
    try:
        in_thread(q.put, item, True, wait)
    except Full:
        return False
    return True


def take(q, wait, default=None):
    try:
        return in_thread(q.get, True, wait)
    except Empty:
        return default


def take_many(q, most, wait):
    items = []
    try:
        while len(items) != most:
            items += [in_thread(q.get, True, wait)]
    except Empty:
        return items
    return items
