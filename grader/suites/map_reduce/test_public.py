"""map_reduce: the sum of all counts, and all at once."""

from grader.scenario import ENDING, drawn
from grader.suites.map_reduce.scenes import ask, chunk, each
from grader.testing import Submission, all_met, check, nobody_waits_for


@check(points=2, start_methods=("fork", "forkserver", "spawn"))
def test_totals(submission: Submission) -> None:
    """Every chunk is counted once, in another process, and the counts are added up."""
    draw = submission.random.randrange
    # What is first in the first two is added at the same time by whoever adds in the processes.
    counts = [{"b": draw(1, 99), "a": draw(1, 99)}, {"b": draw(1, 99), "": draw(1, 99)}, {"c": 1}]
    chunks = [chunk(number, own) for number, own in enumerate(counts)]
    ask(submission, chunks, 1)
    each(submission, chunks, haste=0.0)


@check(points=2, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """`workers` mappers run at the same time, and a slow one holds up nobody."""
    chunks = [chunk(number, {f"a{number}": 1}, [["meet", 3]]) for number in range(3)]
    ask(submission, chunks, 3, first=lambda answer: all_met(answer, 3))
    workers = submission.random.choice([2, 3])
    count = 2 * workers + 1
    chunks = [chunk(number, {"a": 1}, [["stay", 0.0 if number else 60.0]]) for number in range(count)]
    shown = f"The first of {count} mappers took 60 s, with workers={workers}"
    ask(submission, chunks, workers, first=lambda answer: nobody_waits_for(0, answer, left="out", what=shown))


@check(points=2)
def test_processes_that_end(submission: Submission) -> None:
    """A process that ends without a result has failed, however it ends; one that has sent it has not."""
    kinds = drawn(submission.random, ENDING)
    chunks = [chunk(at, {"a": 10**at}, [["fall", kind]], [["stay", 0.1]]) for at, kind in enumerate(kinds)]
    chunks.append(chunk(len(kinds), {"x": 1}, [["fall", "os._exit(0)"]]))
    ask(submission, chunks, 2, "end-without-result", attempts=2)
    chunks = [chunk(number, {f"a{number}": 1}, [["stay", 1.0]]) for number in range(4)]
    each(submission, chunks, haste=2.0, attempts=submission.random.choice([1, 2]))
