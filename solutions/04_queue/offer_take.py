"""Put and get with a time limit, on a queue that other processes use at the same time.

Whatever `full()`, `empty()` or `qsize()` say may be wrong by the time you act on it. The only way
to know whether there is room is to put, and the only way to know whether there is an item is to get.
"""

from __future__ import annotations

# BEGIN SOLUTION
import queue

# END SOLUTION
from multiprocessing.queues import Queue
from typing import TypeAlias

AnyQueue: TypeAlias = "Queue[object]"

# BEGIN SOLUTION
_NOTHING = object()  # cannot come out of a queue: what comes out is a copy, or somebody else's object
# END SOLUTION


def offer(q: AnyQueue, item: object, wait: float | None) -> bool:
    """Put `item` into `q` if there is room within `wait` seconds; say whether it was put.

    Return True as soon as the item is in the queue's hands, False if the queue was full for `wait`
    seconds. A `wait` of 0 means: try once, do not wait. None means: wait for as long as it takes.
    After False the item is not in the queue and never will be.

    `q` is a `multiprocessing.Queue` or `JoinableQueue`, a `Manager().Queue()`, or anything with
    their `put`, `put_nowait`, `get` and `get_nowait`. Other processes put and get all the time, so
    its `full()`, `empty()` and `qsize()` may be out of date, plainly wrong, or missing (`qsize()`
    raises NotImplementedError on some systems): the attempt itself is the only test. Mind that the
    second parameter of `put` and the first of `get` is not the time to wait.

    `item` is any value that can be pickled, also None, 0 and "". Only the exception `Full`
    of the module `queue` means no. Every other one, such as the ValueError of a queue that has
    been closed, goes to the caller as it is. The queue stays open and usable.
    """
    # BEGIN SOLUTION
    try:
        q.put(item, timeout=wait)
    except queue.Full:
        return False
    return True
    # END SOLUTION


def take(q: AnyQueue, wait: float | None, default: object = None) -> object:
    """Get one item from `q`, or `default` if none comes within `wait` seconds.

    Return the item as soon as there is one. `wait` is as in `offer`: 0 means try once, None means
    wait for as long as it takes. An item is returned as it is, also if it is None, 0, "" or False.
    When `default` is returned, nothing has been taken, and nothing is taken later on.

    Only the exception `Empty` of the module `queue` means no; every other one goes to the caller.
    `q` is as in `offer`. With a `JoinableQueue`, `task_done()` is the caller's to call, not yours.
    """
    # BEGIN SOLUTION
    try:
        return q.get(timeout=wait)
    except queue.Empty:
        return default
    # END SOLUTION


def take_many(q: AnyQueue, most: int, wait: float | None) -> list[object]:
    """Get up to `most` items from `q`, in the order in which they come.

    Wait up to `wait` seconds for each of them, not for all together. Stop when there are `most`
    items, or at the first one that does not come in its time; return those that did come, which
    may be none. With a `wait` of 0 these are the items that can be had at once; with None exactly
    `most` items, however long it takes.

    Never take an item that is not returned: with a `most` of 0 the queue is left alone. Any item
    may be None, 0, "" or False, so no value can serve as a mark for the end. Exceptions other than
    `Empty` go to the caller. `q` is as in `offer`.
    """
    # BEGIN SOLUTION
    items: list[object] = []
    while len(items) < most:
        item = take(q, wait, _NOTHING)
        if item is _NOTHING:
            break
        items.append(item)
    return items
    # END SOLUTION
