"""map_reduce: never too many, every way to fail, deadlines, nobody charged for others, and large counts."""

from __future__ import annotations

from typing import Any

from grader.runner.raises import RAISING, drawn
from grader.suites.map_reduce.scenes import (
    fall_beside,
    is_answer,
    most_at_once,
    ran_elsewhere,
    reduced,
    tried,
)
from grader.testing import Submission, check, expect, scenario


@scenario
def answer_for(student: Any, chunks: list[Any], workers: int, more: dict[str, Any]) -> object:
    """The answer for these chunks."""
    return reduced(student, chunks, workers, more)


@scenario
def beside(student: Any, chunks: list[Any], more: dict[str, Any]) -> object:
    """The answer for two chunks, of which one dies while the other is at work."""
    return reduced(student, chunks, 2, more, fall_beside)


@scenario
def large(student: Any, size: int) -> object:
    """How much came of a chunk with so many long keys, and the rest of the answer."""
    value = reduced(student, [[0, "", {f"{n:01000d}": n for n in range(size)}]], 1, {})
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], dict):
        return len(value[0]), sum(value[0].values()), value[1]
    return value


@check(points=2, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more processes at work than were asked for."""
    answer = submission.play(answer_for, [[number, "stay", {f"a{number}": 1}] for number in range(5)], 2, {})
    ran_elsewhere(answer)
    most = most_at_once(answer)
    expect(most <= 2, f"With workers=2, {most} mappers were at work at once.")
    is_answer(answer.value, {f"a{number}": 1 for number in range(5)}, [])


@check(points=2)
def test_mappers_that_raise(submission: Submission) -> None:
    """A chunk whose mapper raises is tried again, three times or so often as was asked for."""
    attempts = submission.random.choice([2, 3])
    chunks = [
        [0, "fall an exception", {"x": 1}],
        [1, "first fall one that cannot be pickled", {"b": 2}],
        [2, "", {"a": 1}],
        [3, "fall one without a text", {"x": 1}],
    ]
    blame = dict.fromkeys(("DEADLOCKED", "TIMED_OUT", "CRASHED"), "end-without-result")
    answer = submission.play(answer_for, chunks, 2, {"attempts": attempts}, blame=blame)
    ran_elsewhere(answer)
    is_answer(answer.value, {"a": 1, "b": 2}, [0, 3], "wrong-attempts")
    tried(answer, {0: attempts, 1: 2, 2: 1, 3: attempts}, (2,))
    chunks = [[0, "after 1 fall an exception", {"x": 1}], [1, "fall an exception", {"x": 1}]]
    answer = submission.play(answer_for, chunks, 2, {"attempts": 1}, blame=blame)
    is_answer(answer.value, {}, [0, 1], "wrong-attempts")
    answer = submission.play(answer_for, [[0, "fall an exception", {"x": 1}]], 2, {}, blame=blame)
    tried(answer, {0: 3}, ())
    kinds = drawn(submission.random, RAISING)
    chunks = [[number, f"first fall {kind}", {kind: 1}] for number, kind in enumerate(kinds)]
    answer = submission.play(answer_for, chunks, 3, {"attempts": 2}, blame=blame)
    is_answer(answer.value, dict.fromkeys(kinds, 1), [], "end-without-result", "end-without-result")
    tried(answer, dict.fromkeys(range(len(kinds)), 2), ())


@check(points=1, diagnosis="no-deadline")
def test_patience(submission: Submission) -> None:
    """A process that takes longer than patience is stopped, and its attempt has failed."""
    blame = dict.fromkeys(("DEADLOCKED", "TIMED_OUT", "CRASHED"), "no-deadline")
    more = {"attempts": 2, "patience": 0.4}
    answer = submission.play(answer_for, [[0, "hang", {"x": 1}], [1, "hang", {"x": 1}]], 2, more, blame=blame)
    ran_elsewhere(answer)
    is_answer(answer.value, {}, [0, 1], "no-deadline")


@check(points=0.5, diagnosis="stopped-early")
def test_patience_with_each(submission: Submission) -> None:
    """Every attempt has all of the patience for itself, and no more of it when others are done meanwhile."""
    more = {"attempts": 3, "patience": 1.5}
    slow = [[number, "slow 0.9", {"a": 1}] for number in range(2)]
    answer = submission.play(answer_for, slow, 1, more)
    ran_elsewhere(answer)
    is_answer(answer.value, {"a": 2}, [], "stopped-early")
    more = {"attempts": 1, "patience": 0.8}
    chunks = [[0, "hang", {"x": 1}], *([number, "slow 0.4", {"a": 1}] for number in range(1, 8))]
    answer = submission.play(answer_for, chunks, 2, more, blame={"DEADLOCKED": "no-deadline"})
    ran_elsewhere(answer)
    beside = [seen.value[1] for seen in answer.told("hangs", bool)]
    expect(
        not all(beside),
        f"A mapper took longer than patience, and was left alone until {len(beside)} others were done.",
        "limit-starts-anew",
    )


@check(points=1.5, diagnosis="term-is-a-request")
def test_patience_with_the_stubborn(submission: Submission) -> None:
    """So is a process that ignores SIGTERM."""
    blame = dict.fromkeys(("DEADLOCKED", "TIMED_OUT", "CRASHED"), "term-is-a-request")
    more = {"attempts": 1, "patience": 0.6}
    answer = submission.play(answer_for, [[0, "stubborn", {"x": 1}]], 2, more, blame=blame)
    ran_elsewhere(answer)
    is_answer(answer.value, {}, [0], "term-is-a-request")


@check(points=2, diagnosis="charged-for-others")
def test_nobody_pays_for_others(submission: Submission) -> None:
    """A chunk is not charged if another one's process dies beside it."""
    blame = dict.fromkeys(("DEADLOCKED", "TIMED_OUT", "CRASHED"), "end-without-result")
    chunks = [[0, "fall SIGKILL", {"x": 1}], [1, "beside 0", {"a": 7}]]
    answer = submission.play(beside, chunks, {"attempts": 1}, blame=blame, wall_seconds=4.0)
    ran_elsewhere(answer)
    is_answer(answer.value, {"a": 7}, [0], "charged-for-others")
    tried(answer, {0: 1, 1: 1}, (1,))


@check(points=1)
def test_much_and_nothing(submission: Submission) -> None:
    """Counts may be more than fit into a pipe, or none, chunks may be equal, and there may be no chunks."""
    size = submission.random.randrange(300, 400)
    answer = submission.play(large, size)
    ran_elsewhere(answer)
    right: tuple[int, int, list[int]] = (size, sum(range(size)), [])
    expect(answer.value == right, f"The answer should have {right}; it has {answer.value!r}.", "wrong-value")
    answer = submission.play(answer_for, [], 2, {})
    is_answer(answer.value, {}, [])
    answer = submission.play(answer_for, [[0, "", {}], [1, "", {"a": size}], [1, "", {"a": size}]], 2, {})
    is_answer(answer.value, {"a": 2 * size}, [])
    tried(answer, {0: 1, 1: 2}, (0,))
