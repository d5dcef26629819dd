"""total_of: bad rows, rows that are zero, and all workers at once."""

from grader.testing import Submission, all_met, check, expect
from scenes import read, read_together


@check(points=1, diagnosis="wrong-value")
def test_bad_rows(submission: Submission) -> None:
    """A bad row is told, in its place, and does not disturb the others; 0 is a good row."""
    number = submission.random.randrange(10, 99)
    rows = ["7", "", "0", f"{number}x", str(number)]
    answer = submission.play(read, rows, 2, blame="one-row-stops-all")
    wanted = (7 + number, ["", f"{number}x"])
    lost = isinstance(answer.value, tuple) and answer.value == (wanted[0], ["", "0", f"{number}x"])
    why = "falsy-for-missing" if lost else None
    expect(answer.value == wanted, f"For {rows} it should be {wanted}; it was {answer.value!r}.", why)


@check(points=1)
def test_all_workers(submission: Submission) -> None:
    """With as many workers as rows, all rows are read at once."""
    all_met(submission.play(read_together, ["1", "2", "3"]), 3, shared="pool-size-ignored")
