"""map_reduce: never too many, every way to fail, deadlines, nobody charged for others, and large counts."""

from __future__ import annotations

from typing import Any

from grader.scenario import LONG, RAISING, drawn
from grader.suites.map_reduce.scenes import ask, chunk, is_right, right_attempts, stopped_in_time
from grader.testing import Submission, check, expect

#: What a mapper does that never comes to its end by itself, as far as anybody has patience.
HANGS: list[Any] = ["stay", LONG]


@check(points=2, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more processes at work than were asked for."""
    chunks = [chunk(number, {f"a{number}": 1}, [["stay", 1.0]]) for number in range(5)]
    answer = ask(submission, chunks, 2)
    most = answer.most_at_once("in", "out")
    expect(most <= 2, f"With workers=2, {most} mappers were at work at once.")
    is_right(answer, chunks)


@check(points=2)
def test_mappers_that_raise(submission: Submission) -> None:
    """A chunk whose mapper raises is retried, up to `attempts` attempts in all (default 3)."""
    some = [
        chunk(0, {"x": 1}, [["stay", 1.0], ["fall", "an exception"]]),
        chunk(1, {"b": 2}, [["fall", "one that cannot be pickled"]], []),
        chunk(2, {"a": 1}),
        chunk(3, {"x": 1}, [["fall", "one without a text"]]),
    ]
    asked_for: dict[str, Any] = {"attempts": submission.random.choice([2, 3])}
    for chunks, more in ((some, asked_for), (some[:1], {})):
        answer = ask(submission, chunks, 2, "end-without-result", **more)
        is_right(answer, chunks, "wrong-attempts", **more)
        right_attempts(answer, chunks, **more)
    kinds = drawn(submission.random, RAISING)
    chunks = [chunk(number, {kind: 1}, [["fall", kind]], []) for number, kind in enumerate(kinds)]
    slow = chunk(len(kinds), {"slow": 1}, [["stay", 60.0]])  # at work while the others raise
    answer = ask(submission, [slow, *chunks], 3, "end-without-result", attempts=2)
    right_attempts(answer, [slow])
    is_right(answer, [slow, *chunks], "end-without-result", attempts=2)
    right_attempts(answer, [slow, *chunks], attempts=2)


@check(points=1, diagnosis="no-deadline")
def test_patience(submission: Submission) -> None:
    """A process that takes longer than patience is stopped, and its attempt has failed."""
    chunks = [chunk(number, {"x": 1}, [HANGS]) for number in range(2)]
    more: dict[str, Any] = {"attempts": 2, "patience": 2.0}
    answer = ask(submission, chunks, 2, "no-deadline", **more)
    is_right(answer, chunks, "no-deadline", **more)
    right_attempts(answer, chunks, **more)
    stopped_in_time(answer, 1, 2.0, "no-deadline")


@check(points=0.5, diagnosis="stopped-early")
def test_patience_with_each(submission: Submission) -> None:
    """Each attempt gets the full `patience`, no matter when other chunks finish."""
    chunks = [chunk(number, {"a": 1}, [["stay", 1.8]]) for number in range(2)]
    is_right(ask(submission, chunks, 1, patience=2.0), chunks, "stopped-early", patience=2.0)
    chunks = [chunk(0, {"x": 1}, [HANGS])]
    chunks += [chunk(number, {"a": 1}, [["stay", 1.2]]) for number in range(1, 8)]
    more: dict[str, Any] = {"attempts": 1, "patience": 2.0}
    answer = ask(submission, chunks, 2, {"DEADLOCKED": "no-deadline"}, **more)
    stopped_in_time(answer, 0, 2.0, "limit-starts-anew")
    is_right(answer, chunks, "limit-starts-anew", **more)


@check(points=1.5, diagnosis="term-is-a-request")
def test_patience_with_the_stubborn(submission: Submission) -> None:
    """So is a process that ignores SIGTERM."""
    chunks = [chunk(0, {"x": 1}, [["ignore SIGTERM"], HANGS])]
    more: dict[str, Any] = {"attempts": 1, "patience": 2.0}
    answer = ask(submission, chunks, 2, "term-is-a-request", **more)
    stopped_in_time(answer, 0, 2.0, "term-is-a-request")
    is_right(answer, chunks, "term-is-a-request", **more)


@check(points=2, diagnosis="charged-for-others")
def test_nobody_pays_for_others(submission: Submission) -> None:
    """A chunk is not charged if another one's process dies beside it."""
    dies = chunk(0, {"x": 1}, [["stay", 1.0], ["fall", "SIGKILL"]])
    chunks = [dies, chunk(1, {"a": 7}, [["stay", 60.0]])]
    answer = ask(submission, chunks, 2, "end-without-result", attempts=1)
    is_right(answer, chunks, "charged-for-others", attempts=1)
    right_attempts(answer, chunks, attempts=1)


@check(points=1)
def test_much_and_nothing(submission: Submission) -> None:
    """Counts may be more than fit into a pipe, or none, chunks may be equal, and there may be no chunks."""
    size = submission.random.randrange(300, 400)
    large = {f"{n:01000d}": n for n in range(size)}
    equal = [chunk(1, {"a": size})] * 2
    for chunks, workers in (([chunk(0, large)], 1), ([], 2), ([chunk(0, {}), *equal], 2)):
        answer = ask(submission, chunks, workers)
        is_right(answer, chunks)
        right_attempts(answer, chunks)
