"""map_reduce: the sum of all counts, and all at once."""

from __future__ import annotations

from grader.scenario import ENDING, drawn
from grader.suites.map_reduce.scenes import ask, chunk, each, is_right, right_attempts
from grader.testing import LATE, Submission, all_met, check, expect, nobody_waits_for


@check(points=2, start_methods=("fork", "forkserver", "spawn"))
def test_totals(submission: Submission) -> None:
    """Every chunk is counted once, in another process, and the counts are added up."""
    draw = submission.random.randrange
    # What is first in the first two is added at the same time by whoever adds in the processes.
    counts = [{"b": draw(1, 99), "a": draw(1, 99)}, {"b": draw(1, 99), "": draw(1, 99)}, {"c": 1}]
    chunks = [chunk(number, own) for number, own in enumerate(counts)]
    for answer in each(submission, chunks, haste=0.0):
        lost = "ended-is-not-read" if LATE in answer.held_back else "lost-update"
        is_right(answer, chunks, "ended-is-not-read", lost)
        right_attempts(answer, chunks)


@check(points=2, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """`workers` mappers run at the same time, and a slow one holds up nobody."""
    chunks = [chunk(number, {f"a{number}": 1}, [["meet", 3]]) for number in range(3)]
    answer = ask(submission, chunks, 3)
    all_met(answer, 3)
    is_right(answer, chunks)
    workers = submission.random.choice([2, 3])
    count = 2 * workers + 1
    chunks = [chunk(number, {"a": 1}, [["stay", 0.0 if number else 60.0]]) for number in range(count)]
    answer = ask(submission, chunks, workers)
    shown = f"The first of {count} mappers took 60 s, with workers={workers}"
    nobody_waits_for(0, answer, left="out", what=shown)
    is_right(answer, chunks)


@check(points=2)
def test_processes_that_end(submission: Submission) -> None:
    """A process that ends without a result has failed, however it ends; one that has sent it has not."""
    kinds = drawn(submission.random, ENDING)
    chunks = [chunk(at, {"a": 10**at}, [["fall", kind]], [["stay", 0.1]]) for at, kind in enumerate(kinds)]
    chunks.append(chunk(len(kinds), {"x": 1}, [["fall", "os._exit(0)"]]))
    answer = ask(submission, chunks, 2, "end-without-result", attempts=2)
    is_right(answer, chunks, "end-without-result", attempts=2)
    right_attempts(answer, chunks, attempts=2)
    chunks = [chunk(number, {f"a{number}": 1}, [["stay", 1.0]]) for number in range(4)]
    attempts = submission.random.choice([1, 2])
    for answer in each(submission, chunks, haste=2.0, attempts=attempts):
        is_right(answer, chunks, "ended-is-not-read")
        calls = len(answer.told("in", int))
        expect(calls == 4, f"4 mappers returned; there were {calls} attempts.", "ended-is-not-read")
