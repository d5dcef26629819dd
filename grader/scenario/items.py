"""What a function of the caller's does in a check: the item that it is given says so.

An item is any value. A list that begins with one of these words makes ``work`` do something, in any process
but the caller's, which is to live on; its last part is the result::

    ["meet", parties, result]    wait until so many calls are in progress at once, and tell whether they were
    ["stay", seconds, result]    take so long, by the request's own clock
    ["fall", kind, result]       end otherwise than by a return: see ``endings``; this should come of it
    ["give", result]             return this
    ["large", size]              return so many characters

``result_of`` is for both sides: the judge knows by it what should come of an item. A function that is given
no item finds what it is to do in ``planned``, where the scenario has put it with ``plan``.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from grader import wire
from grader.scenario.endings import fall
from grader.scenario.sync import CALLER, meet, observe

if TYPE_CHECKING:
    from random import Random

#: Seconds by the request's own clock that no pause, no limit and no patience is as long as.
LONG: Final = 600.0
PLAN: Final = "FORKLORE_PLAN"


def caller() -> int:
    """The pid of the process that called the submission's function."""
    return int(os.environ[CALLER])


def in_caller() -> bool:
    """Whether this is the process that called the submission's function, or a thread of it."""
    return caller() == os.getpid()


def plan(what: Any) -> None:
    """Say what functions of this request are to do; ``planned`` tells it in each process."""
    os.environ[PLAN] = json.dumps(wire.encode(what))


def planned() -> Any:
    """Return what the scenario has planned last."""
    return wire.decode(json.loads(os.environ[PLAN]))


def act(item: Any) -> None:
    """Do what an item says, in any process but the caller's."""
    if in_caller():
        return
    match item:
        case ["meet", parties, *_]:
            observe(["met", meet("all", parties)])
        case ["stay", seconds, *_]:
            time.sleep(seconds)
        case ["fall", kind, *_]:
            fall(kind)


def result_of(item: Any) -> Any:
    """What ``work`` returns for an item."""
    match item:
        case ["large", size]:
            return "x" * size
        case [("meet" | "stay" | "fall" | "give"), *_, result]:
            return result
    return item


def work(item: Any) -> Any:
    """Report the call with ``["in", item]``, do what the item says, report ``["out", item]``."""
    observe(["in", item])
    try:
        act(item)
    finally:
        observe(["out", item])
    return result_of(item)


def side_by_side(*calls: tuple[Any, ...]) -> None:
    """Make each call ``(function, *args)`` in a process of its own, all at the same time; wait for all."""
    import multiprocessing  # a request that needs none loads none

    processes = [multiprocessing.Process(target=function, args=args) for function, *args in calls]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


@contextlib.contextmanager
def another_child(seconds: float | None) -> Iterator[None]:
    """Give the caller one more child, which ends after so long; tell afterwards whether it is to collect."""
    pid = -1 if seconds is None else os.fork()
    if pid == 0:
        time.sleep(seconds or 0.0)
        os._exit(0)
    yield
    if pid > 0 and in_caller():
        try:
            observe(["another", *os.waitpid(pid, 0)])
        except ChildProcessError:
            observe(["another", pid, "gone"])


def one_slow(count: int) -> list[Any]:
    """So many items, of which the first takes long."""
    return [["stay", 0.1 if number else LONG, number + 1] for number in range(count)]


def odd_values(random: Random, marks: Iterable[Any] = ()) -> list[Any]:
    """Values that somebody might take for nothing, or for an end mark, in an order that is drawn."""
    values: list[Any] = [None, 0, "", False, [], ..., "STOP", "end", -1, random.randrange(10, 1000)]
    values += [mark for mark in marks if repr(mark) not in {*map(repr, values)}]
    random.shuffle(values)
    return values
