"""offer_take: calls on real queues, and on one that is slow to say yes or says what is out of date."""

from __future__ import annotations

import functools
import math
import multiprocessing
import queue
import time
from multiprocessing.managers import SyncManager
from typing import Any

from grader.testing import in_box, scenario


@in_box
class Missing(NotImplementedError):
    """qsize() does not exist on this system."""


@in_box
class Slow:
    """A queue that says no until ``delay`` seconds after the first attempt, then until the next one's.

    With ``old`` its status is what was true a while ago. Attempts of numbers in ``gap`` fail.
    """

    def __init__(self, items: list[object], delay: float, old: bool | None, gap: list[int]) -> None:
        self.items, self.delay, self.old, self.gap = [*items], delay, old, range(*gap)
        self.since: float | None = None
        self.blocks: list[object] = []
        self.asked = ""

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
        if len(self.blocks) in self.gap and limit < math.inf:
            raise no
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
        """Whether an attempt would fail now, or would have."""
        self.asked = "status"
        return self.rest() > 0 if self.old is None else self.old

    empty = full

    def qsize(self) -> int:
        """How many there are or will be; not on every system."""
        self.asked = "qsize"
        if self.old is not None:
            raise Missing
        return len(self.items)


@scenario
def on_slow(
    student: Any, items: list[Any], call: list[Any], delay: float, old: bool | None, gap: list[int]
) -> tuple[object, list[Any], list[Any], str]:
    """The answer to one call on a slow queue, what is in it then, the values of ``block``, what was asked."""
    q = Slow(items, delay, old, gap)
    try:
        answer = getattr(student, call[0])(q, *call[1:])
    except Missing:
        answer = "NotImplementedError"
    return answer, q.items, q.blocks[:100], q.asked


@scenario
def on_real(
    student: Any, kind: str, items: list[Any], room: int, calls: list[list[Any]]
) -> tuple[list[object], list[object]]:
    """The answers to calls on a queue of this kind, with these items in it, and what is left in it."""
    manager = SyncManager()
    if kind == "Manager().Queue()":
        manager.start()
    kinds: dict[str, Any] = {"queue.Queue": queue.Queue, "multiprocessing.Queue": multiprocessing.Queue}
    q: Any = kinds[kind](room) if kind in kinds else manager.Queue(room)
    q.qsize()  # a connection to the manager is made here, and not by the student
    for item in items:
        q.put(item)
    answers = [getattr(student, name)(q, *args) for name, *args in calls]
    rest = [q.get() for _ in range(q.qsize())] if kind == "queue.Queue" else []
    if kind == "multiprocessing.Queue":
        q.close()
        q.join_thread()
    elif kind not in kinds:
        manager.shutdown()
    return answers, rest
