"""map_reduce: never too many, every way to fail, deadlines, nobody charged for others, and large counts."""

from typing import Any

from grader.scenario import LONG, RAISING, drawn, odd_values
from grader.suites.map_reduce.scenes import DEFAULTS, SHORT, ask, chunk, stopped_in_time
from grader.testing import Answer, Submission, at_most, check, expect, literals, nobody_waits_for

#: What a mapper does that never comes to its end by itself, as far as anybody has patience.
HANGS: list[Any] = ["stay", LONG]


@check(points=2, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more processes at work than were asked for."""
    chunks = [chunk(number, {f"a{number}": 1}, [["stay", 1.0]]) for number in range(5)]
    ask(submission, chunks, 2, first=lambda answer: at_most(answer, 2, "workers=2", "mappers"))


@check(points=2)
def test_mappers_that_raise(submission: Submission) -> None:
    """A chunk whose mapper raises is retried, up to `attempts` attempts in all (default 3)."""
    chunks = [
        chunk(0, {"x": 1}, [["stay", 1.0], ["fall", "an exception"]]),
        chunk(1, {"b": 2}, [["fall", "one that cannot be pickled"]], []),
        chunk(2, {"a": 1}),
        chunk(3, {"x": 1}, [["fall", "one without a text"]]),
    ]
    blame = "end-without-result"
    ask(submission, chunks, 2, "wrong-attempts", blame=blame, attempts=5)
    ask(submission, chunks[:1], 2, "wrong-attempts", blame=blame)
    kinds = drawn(submission.random, RAISING)
    chunks = [chunk(number, {kind: 1}, [["fall", kind]], []) for number, kind in enumerate(kinds)]
    slow = chunk(len(kinds), {"slow": 1}, [["stay", 60.0]])  # at work while the others raise
    ask(submission, [slow, *chunks], 3, blame, attempts=2)


@check(points=1, diagnosis="no-deadline")
def test_patience(submission: Submission) -> None:
    """A process that takes longer than patience is stopped, and its attempt has failed."""
    chunks = [chunk(number, {"x": 1}, [HANGS]) for number in range(2)]
    answer = ask(submission, chunks, 2, "no-deadline", attempts=2, patience=SHORT)
    stopped_in_time(answer, 1, "no-deadline")


@check(points=0.5, diagnosis="stopped-early")
def test_patience_with_each(submission: Submission) -> None:
    """Each attempt gets the full `patience`, no matter when other chunks finish."""
    blame, anew = {"DEADLOCKED": "no-deadline"}, "limit-starts-anew"
    chunks = [chunk(number, {"a": 1}, [["stay", 2.3]]) for number in range(2)]
    ask(submission, chunks, 1, "stopped-early", blame=blame, patience=SHORT)
    chunks, story = [chunk(0, {"a": 1}, [["stay", 9.0]])], "The mapper took 9 s, and no patience was given. "
    patience = DEFAULTS["patience"]
    ask(submission, chunks, 1, "stopped-early", blame=blame, story=story, patience=patience)
    chunks = [chunk(0, {"x": 1}, [HANGS])]
    chunks += [chunk(number, {"a": 1}, [["stay", 1.5]]) for number in range(1, 8)]
    ask(
        submission,
        chunks,
        2,
        blame=blame,
        first=lambda a: stopped_in_time(a, 0, anew),
        attempts=1,
        patience=SHORT,
    )


@check(points=1.5, diagnosis="term-is-a-request")
def test_patience_with_the_stubborn(submission: Submission) -> None:
    """So is a process that ignores SIGTERM."""
    chunks, why = [chunk(0, {"x": 1}, [["ignore SIGTERM"], HANGS])], "term-is-a-request"
    ask(submission, chunks, 2, why, first=lambda a: stopped_in_time(a, 0, why), attempts=1, patience=SHORT)


@check(points=2, diagnosis="charged-for-others")
def test_nobody_pays_for_others(submission: Submission) -> None:
    """A chunk is not charged if another one's process dies beside it."""
    dies = chunk(0, {"x": 1}, [["stay", 1.0], ["fall", "SIGKILL"]])
    chunks = [dies, chunk(1, {"a": 7}, [["stay", 60.0]])]
    ask(submission, chunks, 2, "charged-for-others", blame="end-without-result", attempts=1)
    slow, last = chunk(0, {"a": 7}, [["stay", 60.0]]), chunk(2, {"a": 1})
    for plans, first in (([], holds_up_nobody), ([[["fall", "SIGKILL"]], []], is_replaced)):
        chunks, blame = [slow, chunk(1, {"x": 1}, *plans), last], "end-without-result"
        ask(submission, chunks, 2, "wrong-attempts", blame=blame, first=first)


def holds_up_nobody(answer: Answer) -> None:
    """End the check unless the first mapper, which is slow, held up nobody."""
    nobody_waits_for(0, answer, left="out", what="The first mapper took 60 s")


def is_replaced(answer: Answer) -> None:
    """End the check unless that was so when the process of the second mapper was killed, too."""
    calls = [seen.value for seen in answer.told(("in", "out"), int)]
    late = ["out", 0] in calls and ["in", 2] not in calls[: calls.index(["out", 0])]
    shown = "The process of the second mapper was killed; that was noticed 60 s later, when the first ended."
    expect(not late, shown, "write-end-inherited")
    holds_up_nobody(answer)


@check(points=1)
def test_much_and_nothing(submission: Submission) -> None:
    """Counts may be more than fit into a pipe, or none; chunks may be any values, equal ones, or none."""
    size = submission.random.randrange(300, 400)
    large = {f"{n:01000d}": n for n in range(size)}
    equal = [chunk(1, {"a": size})] * 2
    fail = [chunk(0, {"x": size}, [["fall", "an exception"]])] * 11
    for chunks, workers in (([chunk(0, large)], 1), ([], 2), ([chunk(0, {}), *equal], 2), (fail, 2)):
        ask(submission, chunks, workers)
    marks = literals(submission.source)
    ask(submission, odd_values(submission.random, marks), 2, "none-as-end-mark")
    words = [mark for mark in marks if isinstance(mark, str)]
    alone = f"The counts of the only chunk had the keys {words!r:.200}. "
    ask(submission, [chunk(0, dict.fromkeys(words, size))], 1, "result-for-outcome", story=alone)
