"""offer_take: calls on a queue that is slow to say yes, is broken, or says what is out of date."""

from __future__ import annotations

import builtins
import functools
import math
import queue
import time
from typing import Any

from grader.testing import Schedule, Submission, in_box, scenario


@in_box
class Missing(NotImplementedError):
    """qsize() does not exist on this system."""


@in_box
class Slow:
    """A queue that says no until ``delay`` seconds after the first attempt, then until the next one's.

    Its status is ``old``, if that is not None. Attempts of numbers in ``gap`` fail, and all raise ``broken``
    if that names an exception. ``blocks`` are the values of block, ``asked`` is what else was called.
    """

    def __init__(self, items: list[Any], how: dict[str, Any]) -> None:
        self.items, self.how, self.since = [*items], how, math.nan
        self.blocks: list[object] = []
        self.asked = ""

    def attempt(self, block: object, timeout: float | None, no: type[Exception]) -> None:
        """Return if the attempt succeeds, else raise ``no``."""
        if "broken" in self.how:
            raise getattr(builtins, self.how["broken"])("broken")
        self.blocks.append(block)
        now = time.monotonic()
        self.since = now if math.isnan(self.since) else self.since
        rest = max(0.0, self.since + self.how.get("delay", 0.0) - now)
        limit = 0.0 if not block else math.inf if timeout is None else timeout
        time.sleep(min(rest, max(limit, 0.001)))  # time passes for who tries again and again
        if rest > limit or (len(self.blocks) in range(*self.how.get("gap", [0])) and limit < math.inf):
            raise no
        self.since = math.nan

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
        """Whether an attempt would have failed."""
        self.asked = "status"
        return bool(self.how.get("old"))

    empty = full

    def qsize(self) -> int:
        """How many there are or will be; not on every system."""
        self.asked = "qsize"
        if "old" in self.how:
            raise Missing
        return len(self.items)


@scenario
def on_slow(
    student: Any, items: list[Any], call: list[Any], later: float, how: dict[str, Any]
) -> tuple[object, list[Any], list[Any], str]:
    """The answer to a call on a slow queue, and what is in it a while later; what broken ones raise, too."""
    q = Slow(items, how)
    try:
        answer = getattr(student, call[0])(q, *call[1:])
    except Missing:
        answer = "NotImplementedError"
    except Exception as error:
        if "broken" not in how or isinstance(error, NotImplementedError):
            raise
        answer = type(error).__name__
    time.sleep(later)
    return answer, q.items, q.blocks[:100], q.asked


def slow(
    submission: Submission,
    items: list[Any],
    call: list[Any],
    exact: bool = True,
    later: float = 0.0,
    **how: Any,
) -> tuple[Any, list[Any], list[Any], str, float]:
    """What ``on_slow`` gives, and how long it took."""
    answer = submission.play(on_slow, items, call, later, how, schedule=Schedule(exact=exact))
    return *answer.value, answer.seconds
