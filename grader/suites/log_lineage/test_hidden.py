"""log_lineage: a file that is already there."""

from grader.scenario import LONG
from grader.suites.log_lineage.scenes import logged, three_lines
from grader.testing import ENDS, Schedule, Submission, check, expect, forked


@check(points=1, diagnosis="old-lines-kept")
def test_old_text_is_gone(submission: Submission) -> None:
    """A file that was there before is made empty, however long it was."""
    folder, line = "in a folder", f"old {submission.random.randrange(1000)}"
    old = f"{line}\n" * submission.random.randrange(20, 60)  # longer than any three lines
    name, order = f"{line}.txt", Schedule(hold=(ENDS,))
    given = f"{folder}/{name}", old, LONG
    answer = submission.play(logged, *given, schedule=order, keeps=[folder, name], writes=True)
    child, lines = forked(answer)[0], answer.value[2].splitlines()
    expect(line not in lines, f"The old text is still in the file: it has {len(lines)} lines.")
    three_lines(answer, child, name)
