"""build_block: every byte once, and a function that raises."""

from grader.suites.build_block.scenes import ORDERS, blocks, builds, indices
from grader.testing import LATE, Submission, check, expect


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_bytes(submission: Submission) -> None:
    """Every byte is computed once, in another process, and stands in its place."""
    builds(submission, 7, 2)


@check(points=1, diagnosis="failure-unnoticed")
def test_a_call_that_raises(submission: Submission) -> None:
    """If fill raises an exception, the function raises RuntimeError, and nothing is left."""
    rounds = [{str(submission.random.randrange(6)): ["fall", "an exception"]}]
    blame = {"CRASHED": "wrong-exception"}
    for answer in submission.schedules(blocks, 6, 2, 1, rounds, blame=blame, haste=0.0, **ORDERS):
        indices(answer)
        shown = f"fill raised LookupError. RuntimeError should be raised; the answer is {answer.value!r}."
        late = "ended-is-not-read" if LATE in answer.held_back else None
        expect(answer.value == ["RuntimeError"], shown, late)
