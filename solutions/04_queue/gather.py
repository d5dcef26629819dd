"""Everything that several processes put into one queue.

Between processes a queue is a pipe with a thread at its sending end: what has
been put is on its way for a while, and a process that has put something does
not end before all of it is in the pipe.
"""

from __future__ import annotations

# BEGIN SOLUTION
import multiprocessing
import threading

# END SOLUTION
from collections.abc import Callable
from typing import Any


def gather(producers: list[Callable[[Any], None]]) -> list[Any]:
    """Run every producer in its own process; return everything that they put into one queue.

    Start a process for each producer, all at once, and call `producer(q)` once
    in each. `q` is one queue for all of them, or an object with its method
    `put(item)`. "At once" means that there is a moment at which all of them are
    running: they may wait for each other.

    Return a list of all items. Items of one producer stand in the order in
    which it has put them; those of different producers may be mixed in any way.

    A producer may take long before it puts its first item, put nothing at all,
    or put megabytes. It may raise any exception after some items, which then
    count all the same: also SystemExit, KeyboardInterrupt, and one that cannot
    be pickled or unpickled. Its process may end by itself or be killed; what the
    others put still comes. An item may be any value that can be pickled, `None` included: no
    value is left that could mean "the end".

    The queue has to be read before its processes are joined: a process whose
    items nobody reads cannot end. That the queue is empty says nothing about
    what is still to come, and neither does a wait with a time limit.

    No producers: `[]`. Producers are picklable functions at the top level of a
    module. The function must work under the start methods fork, forkserver and
    spawn; the caller has set one, leave it as it is.

    When the function returns, every process that it started has ended and has
    been collected, and nothing that it opened is left.
    """
    # BEGIN SOLUTION
    queue = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=producer, args=(_Wrapping(queue),)) for producer in producers]
    for process in processes:
        process.start()
    # However a process ends, its end is seen, and what it has put is in the pipe by then.
    watch = threading.Thread(target=_tell_the_end, args=(processes, queue))
    watch.start()
    items = []
    while (wrapped := queue.get()) is not None:
        items.append(wrapped[0])
    watch.join()
    for process in processes:
        process.close()
    queue.close()
    queue.join_thread()
    return items


class _Wrapping:
    """The queue as producers see it: every item is wrapped, so that any value may be one."""

    def __init__(self, queue: multiprocessing.Queue[Any]) -> None:
        self._queue = queue

    def put(self, item: object) -> None:
        self._queue.put((item,))


def _tell_the_end(processes: list[multiprocessing.Process], queue: multiprocessing.Queue[Any]) -> None:
    for process in processes:
        process.join()
    queue.put(None)
    # END SOLUTION
