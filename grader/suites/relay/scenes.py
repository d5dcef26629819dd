"""relay: messages that tell who reads them, a transform that reports, and how an answer is read."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Iterator
from multiprocessing import managers
from typing import Any

from grader.scenario import observe
from grader.testing import Answer, Finding, Scene, Schedule, Submission, diagnosed, expect, fail, in_box

#: Seconds by the request's own clock: no pause is long enough.
LONG = 600.0


@in_box
class Messages:
    """Messages that are made while they are iterated, the first one so many seconds late; tells who does."""

    def __init__(self, messages: list[Any], late: float) -> None:
        self.messages, self.late = messages, late

    def __iter__(self) -> Iterator[Any]:
        observe(["iterated"])
        if os.environ["CALLER"] != str(os.getpid()):
            time.sleep(self.late)
        return iter([*self.messages])


@in_box
def change(message: Any) -> Any:
    """Report the call; the message in another form."""
    observe(["in"])
    match message:
        case ["stay", number, seconds]:
            time.sleep(seconds)
            return number + 5
        case ["give", value]:
            return value
    return [message, "changed"]


@in_box
class Told(queue.Queue[Any]):
    """A queue of the manager's: tells of each item that is put into it, in the manager's own process."""

    def put(self, *args: Any, **more: Any) -> None:
        """Tell, and put."""
        observe(["put"])
        super().put(*args, **more)


@in_box
def relayed(student: Any, messages: list[Any], workers: int, late: float) -> object:
    """Call relay; the answer as it is."""
    os.environ["CALLER"] = str(os.getpid())
    kinds: Any = managers.SyncManager
    for kind in ("Queue", "JoinableQueue"):
        kinds._registry[kind] = (Told, *kinds._registry[kind][1:])
    answer: object = student.relay(Messages(messages, late), change, workers)
    return answer


def ask(submission: Submission, scene: Scene, *args: object, **more: Any) -> Answer:
    """Play the scene in plain order; see :func:`told_by`."""
    with diagnosed(told_by(submission, one_process=args[1] == 1)):
        return submission.play(scene, *args, **{"schedule": Schedule(), **more})


def each(submission: Submission, scene: Scene, *args: object, **more: Any) -> Iterator[Answer]:
    """Play the scene under many orders; see :func:`told_by`."""
    with diagnosed(told_by(submission, one_process=args[1] == 1)):
        yield from submission.schedules(scene, *args, **more)


def told_by(submission: Submission, one_process: bool) -> Callable[[Finding], str | None]:
    """The diagnosis of what goes wrong, where text or evidence tells it."""

    def why(finding: Finding) -> str | None:
        text, told = str(finding), finding.diagnosis
        if text.startswith("It can never end"):
            processes = submission.outcomes[-1][0].evidence.processes
            gone = any(p.kind.value == "service" and p.end is not None for p in processes)
            waits = "waits-for-later-task" if one_process else None
            told = "manager-gone" if gone else waits or told
        if told is None and "through inheritance" in text:
            return "plain-queue-to-pool"
        lost = any(name in text for name in ("FileNotFoundError", "Connection", "EOFError", "BrokenPipe"))
        return "manager-gone" if told is None and lost else told

    return why


def ran_elsewhere(answer: Answer, count: int) -> None:
    """End the check unless the messages were read once and changed by other processes than the caller."""
    caller = answer.caller
    calls = answer.told("in")
    reads = answer.told("iterated")
    if any(seen.pid == caller.pid for seen in calls):
        used_thread = caller.threads > 1 and not answer.children
        fail(
            "transform was called in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    expect(
        all(seen.pid != caller.pid for seen in reads),
        "The messages were read in the caller's own process.",
        "source-in-caller",
    )
    if not reads:
        fail("No process has read the messages.", "plain-queue-to-pool")
    expect(
        len(reads) == 1,
        f"The messages were to be iterated once; they were {len(reads)} times.",
        "wrong-value",
    )
    through = [seen for seen in answer.told("put") if is_manager(answer, seen.pid)]
    shown = f"{count} messages were sent; nothing was put into a queue of a manager."
    expect(bool(through) or not count, shown, "queue-bypassed")
    expect(
        len(calls) <= count, f"transform was called {len(calls)} times for {count} messages.", "wrong-value"
    )


def is_manager(answer: Answer, pid: int) -> bool:
    """Whether this process is a manager's own, by the kernel's word."""
    process = answer.process(pid)
    return process is not None and process.name == "manager"


def alive_at_once(answer: Answer) -> int:
    """How many processes lived at the same time, at most; a manager's own is not counted."""
    moments = [(child.begin, 1) for child in answer.children]
    moments += [(child.end, -1) for child in answer.children if child.end is not None]
    alive = most = 0
    for _, change_ in sorted(moments):
        alive += change_
        most = max(most, alive)
    return most


def is_list(value: object, right: list[Any], diagnosis: str) -> None:
    """End the check unless the value is this list, types included."""
    expect(isinstance(value, list), f"The answer should be a list; it is {value!r}.", "wrong-type")
    shown = f"The answer should be {right!r}; it is {value!r}."
    expect(value != [] or not right, shown, "status-trusted")
    if len(right) > 10 and isinstance(value, list):
        shown = f"{len(right)} messages were sent; the answer has {len(value)}, or they are in another order."
    same = sorted(map(repr, value)) == sorted(map(repr, right)) if isinstance(value, list) else False
    expect(repr(value) == repr(right), shown, "completion-order" if same else diagnosis)
