"""work_until_term: how many steps there were."""

from grader.testing import Submission, check, expect
from scenes import told_in_step


@check(points=1)
def test_number_of_steps(submission: Submission) -> None:
    """The function returns after the step in which the signal came, with the number of steps."""
    steps, _ = submission.play(told_in_step, 4, False).value
    expect(steps == 4, f"The signal came in step 4; the function returned {steps!r}.", "wrong-value")
