"""A producer, several consumers, and a queue that holds the producer back.

A bounded queue makes the one who puts wait until somebody takes. So a source
without end needs no memory without end, and nobody runs far ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from multiprocessing.queues import Queue
from typing import Any


def pipeline(source: Iterable[Any], work: Callable[[Any], object], consumers: int, maxsize: int) -> list[Any]:
    """Pass the items of `source` through `consumers` processes; return the results in their order.

    One process, the producer, iterates `source`, once, and puts its items into
    a queue that holds at most `maxsize` of them. `consumers` other processes,
    all at once, take items out and call `work(item)`. Neither of this happens in
    the caller's process.

    Return what `work` returned for each item, in the order of the source, in
    whatever order the calls end. If a call raises any exception, SystemExit and
    KeyboardInterrupt included, or one that cannot be pickled or unpickled, its
    result is the text `"error: "` and `type(error).__name__`, for example
    `"error: ValueError"`.

    The producer is never far ahead: at any time it has taken at most
    `maxsize + consumers + 1` items from `source` for which `work` has not yet
    returned.

    An item and a result may be any value that can be pickled, `None` included:
    no value is left that could mean "the end". `source` may be any iterable,
    also one whose items are made while it is iterated; with the start method
    fork it may be a generator. A source without items: `[]`. `consumers` and
    `maxsize` are at least 1.

    `work` is a picklable function at the top level of a module. The function
    must work under the start methods fork, forkserver and spawn; the caller has
    set one, leave it as it is.

    When the function returns, every process that it started has ended and has
    been collected, and nothing that it opened is left.
    """
    raise NotImplementedError
