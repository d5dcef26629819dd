"""one_at_a_time: threads that wait their turn, and a child forked while one of them is in its section."""

from __future__ import annotations

from typing import Any

from grader.suites.one_at_a_time.scenes import alone, apart, begun, ended, enter, forked, side_by_side_threads
from grader.testing import Schedule, Submission, check, in_box, scenario


@scenario
def threads(student: Any, names: list[str], seconds: float, paces: list[float]) -> int:
    """Several threads of a process ask at the same time."""
    return apart(student, lambda: side_by_side_threads(student, names, seconds, paces))


@in_box
def fork_while_busy(student: Any, seconds: float) -> None:
    """Fork a child while a thread is in its section."""
    thread = begun(student, "thread", seconds)
    ended(forked(lambda: enter(student, "child", 0.0)))
    thread.join()


@scenario
def forked_while_busy(student: Any, seconds: float) -> int:
    """How a process ends that forks a child while one of its threads is in its section."""
    return apart(student, lambda: fork_while_busy(student, seconds))


@check(points=1, diagnosis="two-at-once")
def test_one_after_the_other(submission: Submission) -> None:
    """Threads of one process are in their sections one after the other, however long that takes."""
    names, blame = submission.random.sample(["a", "b", "c", "d"], 3), {"DEADLOCKED": "lock-held-at-fork"}
    for paces in ([0.01, 0.01, 0.01], [0.01, 0.02, 0.03]):
        alone(submission.play(threads, names, 5.0, paces, schedule=Schedule(), blame=blame), ["last", *names])
    fine: dict[str, Any] = {"held_back": (), "random": 0, "haste": 0.0, "finely": 6}
    for answer in submission.schedules(threads, names[:2], 5.0, [0.0, 0.0], blame=blame, **fine):
        alone(answer, ["last", *names[:2]])


@check(points=1.5)
def test_forked_while_busy(submission: Submission) -> None:
    """A child that is forked while a thread is in its section can have a section of its own."""
    seconds = submission.random.choice([3.0, 4.0])
    answer = submission.play(
        forked_while_busy, seconds, schedule=Schedule(), blame={"DEADLOCKED": "lock-held-at-fork"}
    )
    alone(answer, ["last", "thread", "child"])
