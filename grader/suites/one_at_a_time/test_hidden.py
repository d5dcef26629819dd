"""one_at_a_time: the parent after a fork, threads of the child, other processes, and exceptions."""

from __future__ import annotations

import multiprocessing
from typing import Any

from grader.scenario import fall, meet, name_of, observe
from grader.suites.one_at_a_time.scenes import alone, apart, begun, ended, enter, forked, side_by_side_threads
from grader.testing import Schedule, Submission, check, expect, in_box, scenario


@in_box
def ask_after_a_fork(student: Any, seconds: float) -> None:
    """Start a process while a thread is in its section, and ask for another section."""
    thread = begun(student, "thread", seconds)
    process = multiprocessing.Process(target=enter, args=(student, "child", 0.0))
    process.start()
    enter(student, "parent", 1.0)
    thread.join()
    process.join()


@scenario
def parent_after_fork(student: Any, seconds: float) -> int:
    """A process asks while its own thread is in its section and a child has been forked."""
    return apart(student, lambda: ask_after_a_fork(student, seconds))


@in_box
def many_in_the_child(student: Any, seconds: float) -> None:
    """Threads of a child ask; while one is in its section, a grandchild is forked, which asks as well."""
    side_by_side_threads(student, ["child 1", "child 2"], seconds, [0.01, 0.02])
    thread = begun(student, "child 3", seconds)
    ended(forked(lambda: enter(student, "grandchild", 0.0)))
    thread.join()


@in_box
def fork_with_threads(student: Any, seconds: float) -> None:
    """Fork a child with threads of its own while a thread is in its section."""
    thread = begun(student, "thread", seconds)
    ended(forked(lambda: many_in_the_child(student, seconds)))
    thread.join()


@scenario
def generations(student: Any, seconds: float) -> int:
    """Parent, child and grandchild."""
    return apart(student, lambda: fork_with_threads(student, seconds))


@in_box
def met(student: Any, name: str) -> None:
    """Ask for a section in which one waits for another process that is in its own."""
    observe(["met", name, student.one_at_a_time(lambda: meet("both", 2))])


@scenario
def both_processes(student: Any) -> int:
    """Parent and child meet, each in its section; nobody was in one when the child was forked."""
    pid = forked(lambda: met(student, "child"))
    met(student, "parent")
    return ended(pid)


@scenario
def after_exceptions(student: Any, kinds: list[str]) -> list[object]:
    """What passes through where sections raise, in the caller's thread; then another section."""
    came: list[object] = []
    for kind in kinds:
        try:
            came.append(repr(student.one_at_a_time(lambda kind=kind: fall(kind))))
        except BaseException as error:
            came.append(type(error).__name__)
        enter(student, f"after {kind}", 0.0)
    return came


@check(points=1, diagnosis="two-at-once")
def test_the_parent_after_a_fork(submission: Submission) -> None:
    """After a fork the parent's thread stays alone in its section, until it has ended."""
    seconds = submission.random.choice([3.0, 4.0])
    blame = {"DEADLOCKED": "lock-held-at-fork"}
    answer = submission.play(parent_after_fork, seconds, schedule=Schedule(), blame=blame)
    alone(answer, ["last", "thread", "child", "parent"])


@check(points=0.5)
def test_threads_of_the_child(submission: Submission) -> None:
    """In the child, too, sections follow one another; and the child can fork in its turn."""
    blame = {"DEADLOCKED": "lock-held-at-fork"}
    answer = submission.play(generations, 3.0, schedule=Schedule(), blame=blame)
    alone(answer, ["last", "thread", "child 1", "child 2", "child 3", "grandchild"])


@check(points=0.5, diagnosis="waits-for-other-process")
def test_processes_apart(submission: Submission) -> None:
    """Parent and child can be in their sections at the same time."""
    blame = {"DEADLOCKED": "lock-held-at-fork"}
    answer = submission.play(both_processes, schedule=Schedule(), blame=blame)
    together = {seen.value[1]: seen.value[2] for seen in answer.told("met", str, object)}
    shown = f"Parent and child were to meet, each in its section; whether they did: {together}."
    expect(together == {"parent": True, "child": True}, shown)


@check(points=0.5)
def test_exceptions(submission: Submission) -> None:
    """What a section raises passes through, and the next one can begin."""
    kinds = ["an exception", "sys.exit(3)", "KeyboardInterrupt"]
    blame = {"DEADLOCKED": "lock-not-released"}
    answer = submission.play(after_exceptions, kinds, schedule=Schedule(), blame=blame)
    shown = f"What sections did: {kinds}; what came of it: {answer.value!r}."
    expect(answer.value == list(map(name_of, kinds)), shown, "exception-swallowed")
    alone(answer, [f"after {kind}" for kind in kinds])
