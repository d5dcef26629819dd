"""map_reduce: the sum of all counts, and all at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from grader.scenario import ENDING, drawn
from grader.suites.map_reduce.scenes import UNSEEN, ask, chunk, each, is_answer, ran_elsewhere, reduced, tried
from grader.testing import LATE, Submission, check, expect, fail, scenario


@scenario
def answer_for(student: Any, chunks: list[Any], workers: int, more: dict[str, Any]) -> object:
    """The answer for these chunks."""
    return reduced(student, chunks, workers, more)


@check(points=2, start_methods=("fork", "forkserver", "spawn"))
def test_totals(submission: Submission) -> None:
    """Every chunk is counted once, in another process, and the counts are added up."""
    draw = submission.random.randrange
    # What is first in the first two is added at the same time by whoever adds in the processes.
    counts = [{"b": draw(1, 99), "a": draw(1, 99)}, {"b": draw(1, 99), "": draw(1, 99)}, {"c": 1}]
    keys = {key for own in counts for key in own}
    totals = {key: sum(own.get(key, 0) for own in counts) for key in keys}
    chunks = [chunk(number, own) for number, own in enumerate(counts)]
    for answer in each(submission, answer_for, chunks, 2, haste=0.0):
        lost = "ended-is-not-read" if LATE in answer.held_back else "lost-update"
        is_answer(answer.value, totals, [], "ended-is-not-read", lost)
        tried(answer, {0: 1, 1: 1, 2: 1}, (0, 1, 2))


@check(points=2, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """`workers` mappers run at the same time, and a slow one holds up nobody."""
    chunks = [chunk(number, {f"a{number}": 1}, [["meet", 3]]) for number in range(3)]
    answer = ask(submission, answer_for, chunks, 3)
    met = answer.told("met", bool)
    if [seen.value[1] for seen in met] != [True] * 3:
        ran = answer.children
        singly = len(ran) > 1 and all(a.end is not None and a.end <= b.begin for a, b in pairwise(ran))
        fail(
            "Three mappers waited for each other in three processes, and did not meet.",
            "start-join-in-loop" if singly else "not-concurrent",
        )
    pids = {seen.pid for seen in met}
    expect(len(pids) == 3, f"Three mappers met in {len(pids)} processes.", "threads-instead")
    is_answer(answer.value, {f"a{number}": 1 for number in range(3)}, [])
    workers = submission.random.choice([2, 3])
    count = 2 * workers + 1
    chunks = [chunk(number, {"a": 1}, [["stay", 0.0 if number else 60.0]]) for number in range(count)]
    answer = ask(submission, answer_for, chunks, workers)
    seen = [seen.value for seen in answer.seen]
    begun = sum(value[:1] == ["in"] for value in seen[: seen.index(["out", 0])]) if ["out", 0] in seen else 0
    shown = f"The first of {count} mappers took 60 s, with workers={workers}"
    expect(begun == count, f"{shown}: {count - begun} others began only when it had ended.", "held-up-by-one")
    is_answer(answer.value, {"a": count}, [])


@check(points=2)
def test_processes_that_end(submission: Submission) -> None:
    """A process that ends without a result has failed, however it ends; one that has sent it has not."""
    kinds = drawn(submission.random, ENDING)
    chunks = [
        chunk(number, {"a": 10**number}, [["fall", kind]], [["stay", 0.1]])
        for number, kind in enumerate(kinds)
    ]
    chunks.append(chunk(len(kinds), {"x": 1}, [["fall", "os._exit(0)"]]))
    answer = ask(submission, answer_for, chunks, 2, UNSEEN, attempts=2)
    is_answer(answer.value, {"a": 1111}, [len(kinds)], "end-without-result")
    tried(answer, dict.fromkeys(range(len(chunks)), 2), ())
    chunks = [chunk(number, {f"a{number}": 1}, [["stay", 1.0]]) for number in range(4)]
    attempts = submission.random.choice([1, 2])
    for answer in each(submission, answer_for, chunks, 2, attempts=attempts):
        is_answer(
            answer.value,
            {f"a{number}": 1 for number in range(4)},
            [],
            "ended-is-not-read",
            "ended-is-not-read",
        )
        calls = len(ran_elsewhere(answer))
        expect(calls == 4, f"4 mappers returned; there were {calls} attempts.", "ended-is-not-read")
