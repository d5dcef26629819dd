"""build_block: every byte once, and a function that raises."""

from __future__ import annotations

from grader.suites.build_block.scenes import block_of, each, each_once, is_block, ran_elsewhere
from grader.testing import LATE, Submission, check, expect, scenario


@scenario
def block(student: object, n: int, workers: int, salt: int, trouble: str) -> object:
    """The answer, or what was raised."""
    return block_of(student, n, workers, salt, trouble)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_bytes(submission: Submission) -> None:
    """Every byte is computed once, in another process, and stands in its place."""
    salt = submission.random.randrange(1, 256)
    for answer in each(submission, block, 7, 2, salt, ""):
        each_once(answer, 7)
        is_block(answer, 7, salt)


@check(points=1, diagnosis="failure-unnoticed")
def test_a_call_that_raises(submission: Submission) -> None:
    """If fill raises an exception, the function raises RuntimeError, and nothing is left."""
    index = submission.random.randrange(6)
    shown = "fill raised LookupError; RuntimeError was to be raised, and {!r} came back."
    blame = {"CRASHED": "wrong-exception"}
    for answer in each(submission, block, 6, 2, 1, f"raise {index}", blame=blame, haste=0.0):
        ran_elsewhere(answer)
        late = "ended-is-not-read" if LATE in answer.held_back else None
        expect(answer.value == "RuntimeError", shown.format(answer.value), late)
