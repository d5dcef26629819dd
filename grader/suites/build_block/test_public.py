"""build_block: every byte once, and a function that raises."""

from __future__ import annotations

from grader.suites.build_block.scenes import each, is_built, wrong_exception
from grader.testing import LATE, Submission, check, expect, ran_in_children


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_bytes(submission: Submission) -> None:
    """Every byte is computed once, in another process, and stands in its place."""
    salt = submission.random.randrange(1, 256)
    for answer in each(submission, 7, 2, salt, {}):
        is_built(answer, 7, salt)


@check(points=1, diagnosis="failure-unnoticed")
def test_a_call_that_raises(submission: Submission) -> None:
    """If fill raises an exception, the function raises RuntimeError, and nothing is left."""
    steps = {str(submission.random.randrange(6)): ["fall", "an exception"]}
    for answer in each(submission, 6, 2, 1, steps, blame=wrong_exception, haste=0.0):
        ran_in_children(answer, int, what="fill")
        late = "ended-is-not-read" if LATE in answer.held_back else None
        shown = f"fill raised LookupError; RuntimeError was to be raised, and {answer.value!r} came back."
        expect(answer.value == ["RuntimeError"], shown, late)
