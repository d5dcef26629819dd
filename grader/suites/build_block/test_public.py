"""build_block: every byte once, and a function that raises."""

from __future__ import annotations

from grader.suites.build_block.scenes import ask, block_of, each_once, is_block, ran_elsewhere
from grader.testing import Submission, check, expect, scenario


@scenario
def block(student: object, n: int, workers: int, salt: int, trouble: str) -> object:
    """The answer, or what was raised."""
    return block_of(student, n, workers, salt, trouble)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_bytes(submission: Submission) -> None:
    """Every byte is computed once, in another process, and stands in its place."""
    salt = submission.random.randrange(1, 256)
    answer = ask(submission, block, 11, 2, salt, "", stress=True)
    each_once(answer, 11)
    is_block(answer, 11, salt)


@check(points=1, diagnosis="failure-unnoticed")
def test_a_call_that_raises(submission: Submission) -> None:
    """If fill raises an exception, the function raises RuntimeError, and nothing is left."""
    index = submission.random.randrange(6)
    answer = ask(submission, block, 6, 2, 1, f"raise {index}", blame={"CRASHED": "wrong-exception"})
    ran_elsewhere(answer)
    shown = f"fill raised LookupError; RuntimeError was to be raised, and {answer.value!r} came back."
    expect(answer.value == "RuntimeError", shown)
    blame = {"CRASHED": "wrong-exception"}
    answer = ask(submission, block, 6, 2, 1, f"late {index}", blame=blame, late=True)
    expect(answer.value == "RuntimeError", shown, "ended-is-not-read")
