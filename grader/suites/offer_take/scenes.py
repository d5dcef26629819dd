"""offer_take: a queue that is slow, broken, or tells what is out of date; real ones; what each call gives."""

import builtins
import contextlib
import functools
import math
import multiprocessing
import queue
import time
from collections.abc import Callable
from multiprocessing.managers import SyncManager
from typing import Any

from grader.testing import Answer, Schedule, Submission, expect, in_box, scenario

#: What tells the diagnosis of a wrong answer.
Why = Callable[[Answer], str | None]


@in_box
class Slow:
    """A queue that says no for ``delay`` s after the first attempt, and after the first at each further item.

    ``later`` replaces the delay for these. Attempts raise ``broken``, if that names an exception. Its status
    is ``old``, if that is given. ``blocks`` are the values of block; ``asked`` is whether the status was.
    """

    def __init__(self, items: list[Any], how: dict[str, Any]) -> None:
        self.items, self.how, self.asked = [*items], how, False
        self.delay, self.ready = how.get("delay", 0.0), math.nan
        self.blocks: list[object] = []

    def attempt(self, block: object, timeout: float | None, no: type[Exception]) -> None:
        """Return if the attempt succeeds, else raise ``no``."""
        if "broken" in self.how:
            raise getattr(builtins, self.how["broken"])("broken")
        self.blocks.append(block)
        now = time.monotonic()
        self.ready = now + self.delay if math.isnan(self.ready) else self.ready
        rest = max(0.0, self.ready - now)
        limit = 0.0 if not block else math.inf if timeout is None else timeout
        time.sleep(min(rest, max(limit, 0.001)))  # time passes for who tries again and again
        if rest > limit:
            raise no
        self.delay, self.ready = self.how.get("later", self.delay), math.nan

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
        self.asked = True
        return bool(self.how.get("old"))

    empty = full

    def qsize(self) -> int:
        """How many there are or will be; not on every system."""
        self.asked = True
        if "old" in self.how:
            raise NotImplementedError("no qsize")
        return len(self.items)


@scenario
def on_slow(
    student: Any, there: list[Any], call: list[Any], how: dict[str, Any]
) -> tuple[object, list[Any], list[Any], bool]:
    """The answer to a call on a slow queue; what is in it after a pause."""
    q = Slow(there, how)
    try:
        came = getattr(student, call[0])(q, *call[1:])
    except NotImplementedError as error:
        if str(error) != "no qsize":
            raise
        came = type(error).__name__
    time.sleep(how.get("pause", 0.0))
    return came, q.items, q.blocks[:100], q.asked


@scenario
def on_broken(student: Any, calls: list[list[Any]], errors: list[str]) -> list[tuple[str, list[Any], object]]:
    """Each error with each call on a queue that raises it, and what came: its name, or an answer."""
    found = []
    for error in errors:
        for name, *given in calls:
            try:
                came = getattr(student, name)(Slow([0], {"broken": error}), *given)
            except NotImplementedError:
                raise
            except Exception as raised:
                came = type(raised).__name__
            found.append((error, [name, *given], came))
    return found


@scenario
def on_real(student: Any, name: str, there: list[Any], calls: list[list[Any]]) -> tuple[list[object], int]:
    """The answers to calls on a queue with room for two, and how many of those put first are unfinished."""
    owner, _, kind = name.rpartition(".")
    source: Any = SyncManager() if owner == "Manager()" else contextlib.nullcontext(multiprocessing)
    left = 0
    with source as maker:
        q = getattr(maker, kind)(2)
        q.qsize()  # a connection to the manager is made here, and not by the student
        for item in there:
            q.put(item)
        answers = [getattr(student, function)(q, *args) for function, *args in calls]
        with contextlib.suppress(ValueError):  # raised by the first call too many
            while left < len(there):
                q.task_done()
                left += 1
    if owner == "multiprocessing":
        q.close()
        q.join_thread()
    return answers, left


def gives(
    submission: Submission, story: str, there: list[Any], call: list[Any], right: object, why: Why, **how: Any
) -> None:
    """End the check unless a call on a slow queue gives what is right, and leaves the other items in it.

    ``why`` tells the diagnosis of another answer, ``kept`` is that of other items.
    """
    kept, exact = how.pop("kept", None), how.get("delay", 0.0) < 1
    # Who polls for ten minutes oversleeps: an order has only so many steps.
    answer = submission.play(on_slow, there, call, how, schedule=Schedule(exact=exact))
    came, left, *_ = answer.value
    shown = f"{story}: {call[0]}(q, {', '.join(map(repr, call[1:]))})"
    kind = {"offer": bool, "take_many": list}.get(call[0], object)
    told = why(answer) if isinstance(came, (kind, str)) else "wrong-type"
    expect(repr(came) == repr(right), f"{shown} should give {right!r}; it gave {came!r}.", told)
    rest = there[len(right) :] if isinstance(right, list) else there[right in there :]
    stays = [*there, call[1]] if right is True else rest
    expect(left == stays, f"{shown} gave {came!r}. Then {left!r} was in the queue, not {stays!r}.", kept)
