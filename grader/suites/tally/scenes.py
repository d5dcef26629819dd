"""tally: processes that add at the same time, and how an answer is read."""

import multiprocessing
from collections.abc import Callable, Iterator
from typing import Any

from grader.scenario import mark, observe, side_by_side
from grader.testing import ENDS, MARKS, Answer, Finding, Scene, Submission, expect, in_box, scenario


@in_box
def add_in_between(counter: Any, times: int) -> None:
    """Add with the counter's own lock; others may come in between."""
    own = counter.get_lock()
    for _ in range(times):
        mark()
        with own:
            counter.value += 1


@scenario
def counter(student: Any, start: int, times: list[int], between: int) -> int:
    """What becomes of a counter to which one process for each number adds so often, at the same time.

    Another process adds ``between`` times by the counter's own lock.
    """
    student.add(multiprocessing.Value("q", start), 0)
    shared = multiprocessing.Value("q", start)
    watch_new_locks()
    others = [(add_in_between, shared, between)] if between else []
    side_by_side(*others, *((student.add, shared, n) for n in times))
    return int(shared.value)


@in_box
def watch_new_locks() -> None:
    """Report when a process makes a lock of its own."""
    base: Any = multiprocessing.synchronize.SemLock
    make = base.__init__

    def watched(*args: Any, **kwargs: Any) -> None:
        observe(["lock made"])
        make(*args, **kwargs)

    base.__init__ = watched


@scenario
def total(student: Any, workers: int, hits: int) -> object:
    """The answer of tally."""
    return student.tally(workers, hits)


@scenario
def totals(student: Any, rounds: list[list[int]]) -> list[object]:
    """The answers of tally, one call after the other."""
    return [student.tally(workers, hits) for workers, hits in rounds]


def why(finding: Finding) -> str | None:
    """The diagnosis of a call that gives no answer."""
    if finding.verdict.value == "DEADLOCKED":
        return "lock-not-released"
    return "unpicklable-target" if not finding.diagnosis and "through inheritance" in str(finding) else None


ORDERS: dict[str, Any] = {"held_back": (MARKS, ENDS), "blame": why}


def is_total(submission: Submission, workers: int, hits: int, random: int) -> None:
    """End the check unless so many processes add so often each, in every order."""
    right, shown = workers * hits, f"tally({workers}, {hits})"
    for answer in submission.schedules(total, workers, hits, random=random, haste=60.0, **ORDERS):
        found = len(answer.children)
        fewer = "threads-instead" if answer.caller.threads > 1 and not found else "no-real-process"
        expect(found >= workers, f"{workers} processes should add; {found} were started.", fewer)
        unset = submission.start_method != "fork" and answer.value == 0
        expect(not unset, f"{shown}: the answer is 0.", "global-set-in-parent")
        hurried = "sleep-for-wait" if "sleep" in submission.source else "limit-for-end"
        is_count(answer, right, shown, lambda: alone(submission, total, 1, hits) == hits, hurried)


def added(submission: Submission, start: int, times: list[int], between: int = 0) -> Iterator[Answer]:
    """What becomes of a counter to which processes add at the same time, in one order after the other.

    Some of them have limited waits end early: a limit for the lock may be over before the lock is free.
    """
    return submission.schedules(counter, start, times, between, random=3, haste=60.0, **ORDERS)


def is_counted(submission: Submission, start: int, times: list[int]) -> None:
    """End the check unless a counter has what processes add to it at the same time, in every order."""
    right, shown = start + sum(times), f"From {start} on, processes added {times}"
    for answer in added(submission, start, times):
        is_count(
            answer,
            right,
            shown,
            lambda: alone(submission, counter, start, [1], 0) == start + 1,
            "limit-for-end",
        )


def alone(submission: Submission, scene: Scene, *args: object) -> Any:
    """What the scene gives with one process: adding is right, then, and others came in between."""
    return submission.play(scene, *args).value


def is_count(answer: Answer, right: int, how: str, by_one: Callable[[], bool], hurried: str) -> None:
    """End the check unless the answer is this number; ``by_one``: whether one process counts right.

    ``hurried`` is the diagnosis where a wait has ended before its time.
    """
    value = answer.value
    expect(type(value) is int, f"A number was asked for; it is {value!r}.", "wrong-type")
    shown = f"{how}: the counter should be {right}; it is {value}."
    expect(value == right or not answer.hurried, shown, hurried)
    lost = "lock-per-process" if answer.told("lock made") else "lost-update"
    expect(value == right, shown, lost if value != right and by_one() else "wrong-value")
