"""work_until_term: no step is cut off, and the handler is as before."""

from grader.testing import Submission, check, expect
from scenes import told_in_step


@check(points=1)
def test_no_step_is_cut_off(submission: Submission) -> None:
    """A step that has begun ends."""
    number = submission.random.randrange(2, 6)
    answer = submission.play(told_in_step, number, False)
    begun, ended = ([seen.value[1] for seen in answer.told(word, int)] for word in ("begins", "ends"))
    expect(begun == ended, f"Steps {begun} began, and {ended} ended.", "step-cut-off")


@check(points=1, diagnosis="state-changed")
def test_the_handler_is_as_before(submission: Submission) -> None:
    """SIGTERM does what it did before, whoever had a handler for it."""
    for own, wanted in ((False, "default"), (True, "earlier")):
        _, now = submission.play(told_in_step, 2, own).value
        expect(now == wanted, f"The handler of SIGTERM was {wanted} before the call, and is {now} after it.")
