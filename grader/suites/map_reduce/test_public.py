"""map_reduce: the sum of all counts, and all at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from grader.runner.raises import ENDING, drawn
from grader.suites.map_reduce.scenes import is_answer, ran_elsewhere, reduced, tried
from grader.testing import Submission, check, expect, fail, scenario


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
    chunks = [[number, "", own] for number, own in enumerate(counts)]
    answer = submission.play(answer_for, chunks, 2, {}, stress=True)
    tried(answer, {0: 1, 1: 1, 2: 1}, (0, 1, 2))
    keys = {key for own in counts for key in own}
    totals = {key: sum(own.get(key, 0) for own in counts) for key in keys}
    is_answer(answer.value, totals, [], less="lost-update")


@check(points=2, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """`workers` mappers run at the same time, and a slow one holds up nobody."""
    answer = submission.play(
        answer_for, [[number, "meet 3", {f"a{number}": 1}] for number in range(3)], 3, {}
    )
    ran_elsewhere(answer)
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
    chunks = [[number, f"outlast {count}", {"a": 1}] for number in range(count)]
    answer = submission.play(answer_for, chunks, workers, {})
    held = any(seen.value == ["outlasted", False] for seen in answer.seen)
    shown = f"The first of {count} mappers stayed until all others had begun, with workers={workers}"
    expect(not held, f"{shown}: some of them began only when it had ended.", "held-up-by-one")


@check(points=2)
def test_processes_that_end(submission: Submission) -> None:
    """A process that ends without a result has failed, however it ends; one that has sent it has not."""
    kinds = drawn(submission.random, ENDING)
    chunks = [[number, f"first fall {kind}", {"a": 10**number}] for number, kind in enumerate(kinds)]
    chunks.append([len(kinds), "fall os._exit(0)", {"x": 1}])
    blame = dict.fromkeys(("DEADLOCKED", "TIMED_OUT", "CRASHED"), "end-without-result")
    answer = submission.play(answer_for, chunks, 2, {"attempts": 2}, blame=blame, wall_seconds=4.0)
    ran_elsewhere(answer)
    is_answer(answer.value, {"a": 1111}, [len(kinds)], "end-without-result")
    tried(answer, dict.fromkeys(range(len(chunks)), 2), ())
    chunks = [[number, "calm", {"a": 1, "b": number}] for number in range(4)]
    more = {"attempts": submission.random.choice([1, 2])}
    answer = submission.play(answer_for, chunks, 2, more, late=True, blame={"CRASHED": "ended-is-not-read"})
    is_answer(answer.value, {"a": 4, "b": 6}, [], "ended-is-not-read")
    calls = len(ran_elsewhere(answer))
    expect(calls == 4, f"4 mappers returned; there were {calls} attempts.", "ended-is-not-read")
