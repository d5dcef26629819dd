"""A queue that can be sent to a pool.

A `multiprocessing.Queue` reaches other processes only when they are started. The
queue of a manager lives in a process of its own; what is passed around is a
proxy, and that can be a pool task's argument.
"""

from __future__ import annotations

# BEGIN SOLUTION
import multiprocessing
import queue

# END SOLUTION
from collections.abc import Callable, Iterable
from typing import Any


def relay(messages: Iterable[Any], transform: Callable[[Any], object], workers: int) -> list[Any]:
    """Send messages through a manager's queue and a pool; return what became of them, in order.

    Make a queue with `multiprocessing.Manager().Queue()` and a pool of
    `workers` processes. One task of the pool iterates `messages`, once, and puts
    them into the queue; tasks of the pool take them out and call
    `transform(message)`. Neither of this happens in the caller's process: every
    message goes through the manager's queue.

    Return the list of what `transform` returned, in the order of the messages,
    whichever call ends first.

    `workers` is at least 1, and 1 is enough: a pool of one process performs one
    task after the other, so no task may wait for a later one.

    A message may be any value that can be pickled, `None` included: no value is
    left that could mean "the end". `messages` can be pickled, and may make its
    messages while it is iterated. No messages: `[]`. `transform` is a picklable
    function at the top level of a module.

    A plain `multiprocessing.Queue` as a task's argument raises RuntimeError,
    which is seen only by whoever asks for the task's result. The manager has to
    live until the queue is done with, and no longer.

    The function must work under the start methods fork, forkserver and spawn;
    the caller has set one, leave it as it is. When the function returns, pool
    and manager are gone: every process that it started has ended and has been
    collected, and nothing that it opened is left.
    """
    # BEGIN SOLUTION
    with multiprocessing.Manager() as manager, multiprocessing.Pool(workers) as pool:
        relayed = manager.Queue()
        pool.apply(_read, (messages, relayed))
        parts = pool.starmap(_transform, [(transform, relayed)] * workers, chunksize=1)
        pool.close()
        pool.join()
    found = {number: result for part in parts for number, result in part}
    return [found[number] for number in sorted(found)]


def _read(messages: Iterable[Any], relayed: queue.Queue[Any]) -> None:
    for numbered in enumerate(messages):
        relayed.put(numbered)


def _transform(transform: Callable[[Any], object], relayed: queue.Queue[Any]) -> list[tuple[int, object]]:
    results = []
    while True:
        try:
            # All messages are in the queue before the first of these tasks begins.
            number, message = relayed.get_nowait()
        except queue.Empty:
            return results
        results.append((number, transform(message)))
    # END SOLUTION
