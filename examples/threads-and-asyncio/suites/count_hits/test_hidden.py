"""count_hits: the same under many orders of the threads' statements."""

from typing import Any

from grader.testing import Submission, check, expect, scenario


@scenario
def visited(student: Any, visitors: int, hits: int) -> object:
    return student.count_hits(visitors, hits)


@check(points=2, diagnosis="hit-lost")
def test_no_hit_is_lost(submission: Submission) -> None:
    """No hit is lost, whichever thread is interrupted where."""
    hits = submission.random.randrange(2, 4)
    for answer in submission.schedules(visited, 2, hits, random=0, haste=0, finely=6):
        expect(answer.value == 2 * hits, f"count_hits(2, {hits}): the counter says {answer.value!r}.")
