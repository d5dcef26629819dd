"""Different: never blocks inside the queue; `put_nowait` and `get_nowait` every few milliseconds until the time is over."""

import time
from queue import Empty, Full


def keep_trying(attempt, not_now, wait):
    """The result of `attempt()`, or its last `not_now` exception once the time is over."""
    end = None if wait is None else time.monotonic() + wait
    while True:
        try:
            return attempt()
        except not_now:
            if end is not None and time.monotonic() >= end:
                raise
        time.sleep(0.005)


def offer(q, item, wait):
    try:
        keep_trying(lambda: q.put_nowait(item), Full, wait)
    except Full:
        return False
    return True


def take(q, wait, default=None):
    try:
        return keep_trying(q.get_nowait, Empty, wait)
    except Empty:
        return default


def take_many(q, most, wait):
    items = []
    while len(items) < most:
        try:
            items.append(keep_trying(q.get_nowait, Empty, wait))
        except Empty:
            break
    return items
