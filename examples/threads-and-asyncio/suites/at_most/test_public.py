"""at_most: the results."""

from grader.testing import Submission, check, expect, same_list
from scenes import awaited


@check(points=1)
def test_results(submission: Submission) -> None:
    """Every task is awaited once, and the results are in the order of the tasks."""
    answer = submission.play(awaited, 2, [0.03, 0.02, 0.01, 0.0])
    same_list(answer.value, [0, 1, 4, 9])
    begun = sorted(seen.value[1] for seen in answer.told("in", int))
    expect(begun == [0, 1, 2, 3], f"The tasks that began are {begun}; each of 0 to 3 should begin once.")
