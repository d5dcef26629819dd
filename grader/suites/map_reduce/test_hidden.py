"""map_reduce: never too many, every way to fail, deadlines, nobody charged for others, and large counts."""

from __future__ import annotations

from typing import Any

from grader.scenario import RAISING, drawn
from grader.suites.map_reduce.scenes import UNSEEN, ask, chunk, is_answer, reduced, stopped_in_time, tried
from grader.testing import Submission, check, expect, scenario

#: What a mapper does that never comes to its end by itself, as far as anybody has patience.
HANGS: list[Any] = ["stay", 600.0]


@scenario
def answer_for(student: Any, chunks: list[Any], workers: int, more: dict[str, Any]) -> object:
    """The answer for these chunks."""
    return reduced(student, chunks, workers, more)


@scenario
def large(student: Any, sizes: list[int], workers: int, more: dict[str, Any]) -> object:
    """How much came of chunks with so many long keys, and the rest of the answer."""
    chunks = [[number, [[]], {f"{n:01000d}": n for n in range(size)}] for number, size in enumerate(sizes)]
    value = reduced(student, chunks, workers, more)
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], dict):
        return len(value[0]), sum(value[0].values()), value[1]
    return value


@check(points=2, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more processes at work than were asked for."""
    chunks = [chunk(number, {f"a{number}": 1}, [["stay", 1.0]]) for number in range(5)]
    answer = ask(submission, answer_for, chunks, 2)
    most = answer.most_at_once("in", "out")
    expect(most <= 2, f"With workers=2, {most} mappers were at work at once.")
    is_answer(answer.value, {f"a{number}": 1 for number in range(5)}, [])


@check(points=2)
def test_mappers_that_raise(submission: Submission) -> None:
    """A chunk whose mapper raises is retried, up to `attempts` attempts in all (default 3)."""
    attempts = submission.random.choice([2, 3])
    chunks = [
        chunk(0, {"x": 1}, [["stay", 1.0], ["fall", "an exception"]]),
        chunk(1, {"b": 2}, [["fall", "one that cannot be pickled"]], []),
        chunk(2, {"a": 1}),
        chunk(3, {"x": 1}, [["fall", "one without a text"]]),
    ]
    answer = ask(submission, answer_for, chunks, 2, UNSEEN, attempts=attempts)
    is_answer(answer.value, {"a": 1, "b": 2}, [0, 3], "wrong-attempts")
    tried(answer, {0: attempts, 1: 2, 2: 1, 3: attempts}, (2,))
    answer = ask(submission, answer_for, [chunk(0, {"x": 1}, [["fall", "an exception"]])], 2, UNSEEN)
    is_answer(answer.value, {}, [0], "wrong-attempts")
    tried(answer, {0: 3}, ())
    kinds = drawn(submission.random, RAISING)
    chunks = [chunk(number, {kind: 1}, [["fall", kind]], []) for number, kind in enumerate(kinds)]
    slow = len(chunks)  # at work while the others raise
    chunks.insert(0, chunk(slow, {"slow": 1}, [["stay", 60.0]]))
    answer = ask(submission, answer_for, chunks, 3, UNSEEN, attempts=2)
    tried(answer, {slow: 1}, (slow,))
    right = {**dict.fromkeys(kinds, 1), "slow": 1}
    is_answer(answer.value, right, [], "end-without-result", "end-without-result")
    tried(answer, {**dict.fromkeys(range(slow), 2), slow: 1}, (slow,))


@check(points=1, diagnosis="no-deadline")
def test_patience(submission: Submission) -> None:
    """A process that takes longer than patience is stopped, and its attempt has failed."""
    blame = dict.fromkeys(UNSEEN, "no-deadline")
    chunks = [chunk(number, {"x": 1}, [HANGS]) for number in range(2)]
    answer = ask(submission, answer_for, chunks, 2, blame, attempts=2, patience=2.0)
    is_answer(answer.value, {}, [0, 1], "no-deadline")
    tried(answer, {0: 2, 1: 2}, ())
    stopped_in_time(answer, 1, 2.0, "no-deadline")


@check(points=0.5, diagnosis="stopped-early")
def test_patience_with_each(submission: Submission) -> None:
    """Each attempt gets the full `patience`, no matter when other chunks finish."""
    slow = [chunk(number, {"a": 1}, [["stay", 1.8]]) for number in range(2)]
    answer = ask(submission, answer_for, slow, 1, attempts=3, patience=2.0)
    is_answer(answer.value, {"a": 2}, [], "stopped-early", "stopped-early")
    chunks = [chunk(0, {"x": 1}, [HANGS])]
    chunks += [chunk(number, {"a": 1}, [["stay", 1.2]]) for number in range(1, 8)]
    answer = ask(submission, answer_for, chunks, 2, {"DEADLOCKED": "no-deadline"}, attempts=1, patience=2.0)
    stopped_in_time(answer, 0, 2.0, "limit-starts-anew")
    is_answer(answer.value, {"a": 7}, [0], "limit-starts-anew")


@check(points=1.5, diagnosis="term-is-a-request")
def test_patience_with_the_stubborn(submission: Submission) -> None:
    """So is a process that ignores SIGTERM."""
    blame = dict.fromkeys(UNSEEN, "term-is-a-request")
    chunks = [chunk(0, {"x": 1}, [["ignore SIGTERM"], HANGS])]
    answer = ask(submission, answer_for, chunks, 2, blame, attempts=1, patience=2.0)
    stopped_in_time(answer, 0, 2.0, "term-is-a-request")
    is_answer(answer.value, {}, [0], "term-is-a-request")


@check(points=2, diagnosis="charged-for-others")
def test_nobody_pays_for_others(submission: Submission) -> None:
    """A chunk is not charged if another one's process dies beside it."""
    chunks = [
        chunk(0, {"x": 1}, [["stay", 1.0], ["fall", "SIGKILL"]]),
        chunk(1, {"a": 7}, [["stay", 60.0]]),
    ]
    answer = ask(submission, answer_for, chunks, 2, UNSEEN, attempts=1)
    is_answer(answer.value, {"a": 7}, [0], "charged-for-others")
    tried(answer, {0: 1, 1: 1}, (1,))


@check(points=1)
def test_much_and_nothing(submission: Submission) -> None:
    """Counts may be more than fit into a pipe, or none, chunks may be equal, and there may be no chunks."""
    size = submission.random.randrange(300, 400)
    answer = ask(submission, large, [size], 1)
    right: tuple[int, int, list[int]] = (size, sum(range(size)), [])
    expect(answer.value == right, f"The answer should have {right}; it has {answer.value!r}.", "wrong-value")
    is_answer(ask(submission, answer_for, [], 2).value, {}, [])
    chunks = [chunk(0, {}), chunk(1, {"a": size}), chunk(1, {"a": size})]
    answer = ask(submission, answer_for, chunks, 2)
    is_answer(answer.value, {"a": 2 * size}, [])
    tried(answer, {0: 1, 1: 2}, (0,))
