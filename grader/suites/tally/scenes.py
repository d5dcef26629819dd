"""tally: processes that add at the same time, and how an answer is read."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from typing import Any

from grader.scenario import mark, observe
from grader.testing import ENDS, MARKS, Answer, Finding, Schedule, Submission, diagnosed, expect, fail, in_box


@in_box
def add_in_between(counter: Any, times: int) -> None:
    """Add with the counter's own lock; others may come in between."""
    own = counter.get_lock()
    for _ in range(times):
        mark()
        with own:
            counter.value += 1


@in_box
def added(student: Any, start: int, times: list[int], between: int = 0) -> int:
    """What becomes of a counter to which one process for each number adds so often, at the same time.

    Another process adds ``between`` times by the counter's own lock.
    """
    student.add(multiprocessing.Value("q", start), 0)
    counter = multiprocessing.Value("q", start)
    watch_new_locks()
    processes = [multiprocessing.Process(target=add_in_between, args=(counter, between))] if between else []
    processes += [multiprocessing.Process(target=student.add, args=(counter, n)) for n in times]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return int(counter.value)


@in_box
def watch_new_locks() -> None:
    """Report when a process makes a lock of its own."""
    base: Any = multiprocessing.synchronize.SemLock
    make = base.__init__

    def watched(*args: Any, **kwargs: Any) -> None:
        observe(["lock made"])
        make(*args, **kwargs)

    base.__init__ = watched


@in_box
def tallied(student: Any, workers: int, hits: int) -> object:
    """Call tally; the answer as it is."""
    os.environ["CALLER"] = str(os.getpid())
    answer: object = student.tally(workers, hits)
    return answer


def each(submission: Submission, scene: Any, *args: object, **more: Any) -> Iterator[Answer]:
    """Play the scene under many orders; a lock that is kept, and one that is sent, have their diagnoses."""
    blame = {"DEADLOCKED": "lock-not-released"}
    with diagnosed(sent_lock):
        yield from submission.schedules(scene, *args, held_back=(MARKS, ENDS), blame=blame, **more)


def sent_lock(finding: Finding) -> str | None:
    """The diagnosis of a lock that is sent."""
    unknown = finding.diagnosis is None and "through inheritance" in str(finding)
    return "unpicklable-target" if unknown else None


def alone(submission: Submission, scene: Any, *args: object) -> object:
    """What the scene gives with one process: adding is right, then, and others came in between."""
    return submission.play(scene, *args, schedule=Schedule()).value


def is_count(answer: Answer, right: int, how: str, by_one: Callable[[], bool]) -> None:
    """End the check unless the answer is this number; ``by_one``: whether one process counts right."""
    value = answer.value
    expect(type(value) is int, f"A number was asked for; it is {value!r}.", "wrong-type")
    shown = f"{how}: the counter should be {right}; it is {value}."
    expect(value == right or not answer.hurried, shown, "sleep-for-wait")
    if value != right and by_one():
        own = answer.told("lock made") != []
        fail(shown, "lock-per-process" if own else "lost-update")
    expect(value == right, shown, "wrong-value")


def ran_elsewhere(answer: Answer, workers: int) -> None:
    """End the check unless so many processes were there."""
    found = len(answer.children)
    if found < workers:
        used_thread = answer.caller.threads > 1 and not found
        fail(
            f"{workers} processes were to add; {found} were started.",
            "threads-instead" if used_thread else "no-real-process",
        )
