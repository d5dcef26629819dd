"""process_all: handlers that report, meet and stay, and how an answer is read."""

from __future__ import annotations

import multiprocessing
import multiprocessing.queues
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from grader.scenario import fall, meet, observe
from grader.testing import (
    ENDS,
    FEEDERS,
    LATE,
    MARKS,
    Answer,
    Finding,
    Scene,
    Schedule,
    Submission,
    diagnosed,
    expect,
    fail,
    in_box,
)


@in_box
def handle(item: Any) -> None:
    """Report the call; if the item says so, meet, stay, or raise."""
    observe(["in", item])
    if os.environ["CALLER"] != str(os.getpid()):
        match item:
            case ["meet", parties, _]:
                observe(["met", meet("all", parties)])
            case ["stay", seconds, _]:
                time.sleep(seconds)
            case ["fall", kind]:
                observe(["out", item])
                fall(kind)
            case ["raise", _]:
                observe(["out", item])
                raise LookupError("no")
    observe(["out", item])


@in_box
def watch_join() -> None:
    """Report when a JoinableQueue's join begins and ends."""
    queue_class: Any = multiprocessing.queues.JoinableQueue
    join = queue_class.join

    def watched(queue: Any) -> None:
        observe(["join"])
        join(queue)
        observe(["joined"])

    queue_class.join = watched


@in_box
def processed(student: Any, items: list[Any], workers: int) -> object:
    """Call process_all; the answer as it is."""
    os.environ["CALLER"] = str(os.getpid())
    sys.stderr.flush()
    watch_join()
    answer: object = student.process_all(items, handle, workers)
    observe(["returned"])
    return answer


def each(
    submission: Submission, scene: Scene, *args: object, stuck: str = "task-done-missing", **more: Any
) -> Iterator[Answer]:
    """Play the scene under many orders; a join that never returns is ``stuck``."""
    with diagnosed(stuck_in(submission, stuck)):
        yield from submission.schedules(scene, *args, held_back=(LATE, MARKS, ENDS, FEEDERS), **more)


def ask(
    submission: Submission,
    scene: Scene,
    *args: object,
    stuck: str = "task-done-missing",
    fatal: str | None = None,
    **more: Any,
) -> Answer:
    """Play the scene in plain order; see :func:`stuck_in`."""
    with diagnosed(stuck_in(submission, stuck, fatal)):
        return submission.play(scene, *args, schedule=Schedule(), **more)


def stuck_in(submission: Submission, stuck: str, fatal: str | None = None) -> Callable[[Finding], str | None]:
    """A join that never returns is ``stuck``, or ``fatal`` if a process had ended."""

    def why(finding: Finding) -> str | None:
        ended = finding.verdict.value != "DEADLOCKED"
        return None if ended else why_stuck(submission, stuck, finding.diagnosis, fatal)

    return why


def why_stuck(submission: Submission, stuck: str, found: str | None, fatal: str | None) -> str | None:
    """The diagnosis of a call that can never end."""
    evidence = submission.outcomes[-1][0].evidence
    words = [o.value[0] for o in evidence.observations if isinstance(o.value, list)]
    if (
        fatal
        and "joined" not in words
        and any(p.kind.value == "process" and p.end for p in evidence.processes)
    ):
        return fatal
    if "join" in words and "joined" not in words:
        return stuck
    if "joined" not in words and asks_the_status(submission):
        return "status-trusted"
    if "joined" not in words and found != "end-mark-missing":
        return found
    if evidence.signals:  # it has ended processes that had work to do
        return "task-done-early"
    ended = [p for p in evidence.processes if p.kind.value == "process" and p.exitcode == 0]
    return "one-mark-for-many" if ended else "end-mark-missing"


def not_too_often(answer: Answer) -> None:
    """End the check if task_done was called for more items than there were."""
    if "task_done() called too many times" in answer.stderr:
        fail(
            "task_done() was called more often than there were items: it raised ValueError.",
            "task-done-twice",
        )


def ran_elsewhere(answer: Answer, count: int) -> list[Any]:
    """The items that were handled, in order of their beginnings; ends the check if one was in the caller.

    Of ``count`` items at least one has to be handled, however late it comes out of the queue.
    """
    calls = answer.told("in", object)
    if any(seen.pid == answer.caller.pid for seen in calls):
        used_thread = answer.caller.threads > 1 and not answer.children
        fail(
            "The handler ran in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    expect(bool(calls) or not count, f"Of {count} items none was handled.", "status-trusted")
    return [seen.value[1] for seen in calls]


def over_before_the_return(answer: Answer, count: int) -> None:
    """End the check unless so many calls were over when the function returned."""
    words = answer.words
    over = words[: words.index("returned")].count("out") if "returned" in words else 0
    shown = f"Of {count} calls {over} were over when the function returned."
    expect(over == count, shown, "task-done-early")


def all_handled(answer: Answer, items: list[Any], lost: str = "wrong-value") -> None:
    """End the check unless every item was handled once."""
    handled = sorted(map(repr, ran_elsewhere(answer, len(items))))
    right = sorted(map(repr, items))
    shown = f"{len(items)} items were given, {right}; handled were {len(handled)}, {handled}."
    not_too_often(answer)
    expect(len(handled) >= len(right), shown, lost)
    expect(handled == right, shown, "wrong-value")


def count_is(submission: Submission, answer: Answer, right: int) -> None:
    """End the check unless the answer is this number."""
    not_too_often(answer)
    value = answer.value
    expect(type(value) is int, f"The answer should be a number; it is {value!r}.", "wrong-type")
    why = why_less(submission, answer) if value < right else "wrong-value"
    expect(value == right, f"{right} calls of the handler raised; the answer is {value!r}.", why)


def why_less(submission: Submission, answer: Answer) -> str:
    """The diagnosis of a number that is too small, by the order under which it was seen."""
    if answer.outcome.evidence.signals:  # it has ended processes that had work to do
        return "task-done-early"
    if LATE in answer.held_back:
        return "ended-is-not-read"
    if asks_the_status(submission):
        return "status-trusted"
    return "lost-update" if answer.value else "wrong-value"


def asks_the_status(submission: Submission) -> bool:
    """Whether the submission's text asks a queue for its status."""
    return re.search(r"\.(qsize|empty)\(", submission.source) is not None


def inside_at_once(answer: Answer) -> int:
    """How many calls were in progress at the same time, at most."""
    return answer.most_at_once("in", "out")
