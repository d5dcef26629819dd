"""offer_take: queues that are slow to say yes, and queues whose status is out of date."""

from __future__ import annotations

import functools
import math
import queue
import time

from grader.testing import in_box


@in_box
class Slow:
    """A queue that says no until ``delay`` seconds after the first attempt, then until the next one's."""

    def __init__(self, items: list[object], delay: float) -> None:
        self.items, self.delay = list(items), delay
        self.since: float | None = None
        self.blocks: list[object] = []

    def rest(self) -> float:
        """Seconds until the next attempt can succeed; the first question starts the clock."""
        now = time.monotonic()
        if self.since is None:
            self.since = now
        return self.since + self.delay - now

    def attempt(self, block: object, timeout: float | None, no: type[Exception]) -> None:
        """Return if the attempt succeeds, else raise ``no``."""
        self.blocks.append(block)
        rest = self.rest()
        limit = 0.0 if not block else math.inf if timeout is None else timeout
        if rest > limit:
            time.sleep(max(limit, 0.001))  # time passes for who tries again and again
            raise no
        time.sleep(max(rest, 0.0))
        self.since = None

    def put(self, item: object, block: bool = True, timeout: float | None = None) -> None:
        """As queue.Queue.put."""
        self.attempt(block, timeout, queue.Full)
        self.items.append(item)

    def get(self, block: bool = True, timeout: float | None = None) -> object:
        """As queue.Queue.get."""
        self.attempt(block, timeout, queue.Empty)
        if not self.items:
            raise queue.Empty
        return self.items.pop(0)

    put_nowait = functools.partialmethod(put, block=False)
    get_nowait = functools.partialmethod(get, block=False)

    def full(self) -> bool:
        """Whether an attempt would fail now."""
        return self.rest() > 0

    empty = full

    def qsize(self) -> int:
        """How many there are or will be."""
        return len(self.items)


@in_box
class Missing(NotImplementedError):
    """qsize() does not exist on this system."""


@in_box
class Stale(Slow):
    """The same with an old answer from full() and empty(), and without qsize()."""

    old = True
    asked = ""

    def full(self) -> bool:
        """What was true a while ago."""
        self.asked = "status"
        return self.old

    empty = full

    def qsize(self) -> int:
        """Not on this system."""
        self.asked = "qsize"
        raise Missing
