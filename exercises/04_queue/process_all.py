"""Work for several processes, counted until it is done.

A `JoinableQueue` counts: `put` adds one, `task_done` takes one away, and `join`
waits for zero. It knows nothing of who works, or whether the work went well.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.queues import JoinableQueue
from multiprocessing.sharedctypes import Synchronized
from typing import Any


def process_all(items: list[Any], handler: Callable[[Any], object], workers: int) -> int:
    """Call `handler(item)` once for every item, in `workers` processes; return how many calls raised.

    The calls run in processes other than the caller's, `workers` of them at
    once and never more: so many calls may wait for each other. Whenever an item
    is waiting, all `workers` are at work: a slow item holds up nobody. In which
    order the items are handled does not matter.

    A call that raises has handled its item too, and changes nothing for the
    others; it counts, as one. It may raise any exception: also SystemExit,
    KeyboardInterrupt, and one that cannot be pickled or unpickled. Return only when the last call is over:
    a handler that takes long is waited for.

    An item may be any value that can be pickled, `None` included: no value is
    left that could mean "the end". Two equal items are two items. No items: 0.
    `workers` is at least 1.

    With a `JoinableQueue`, `task_done()` belongs after the work on each item,
    once, also if the work raises: if one is missing, `join()` never returns; if
    one comes early, it returns too soon; one too many raises ValueError.
    `join()` waits for the work, not for the processes, which have to learn as
    well that there is no more.

    `handler` is a picklable function at the top level of a module. The function
    must work under the start methods fork, forkserver and spawn; the caller has
    set one, leave it as it is.

    When the function returns, every process that it started has ended and has
    been collected, and nothing that it opened is left.
    """
    raise NotImplementedError
