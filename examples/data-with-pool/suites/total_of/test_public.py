"""total_of: the total, and who has read the rows."""

from grader.testing import Submission, check, expect, ran_in_children
from scenes import read


@check(points=2)
def test_total(submission: Submission) -> None:
    """The total is right, and the rows are read by the processes of the pool."""
    numbers = submission.random.sample(range(1, 100), 6)
    answer = submission.play(read, [str(number) for number in numbers], 2)
    ran_in_children(answer, str, what="parse")
    wanted = (sum(numbers), [])
    expect(answer.value == wanted, f"For {numbers} it should be {wanted}; it was {answer.value!r}.", "wrong-value")
