"""log_lineage: the three lines, and the answer."""

from grader.scenario import LONG
from grader.suites.log_lineage.scenes import logged, three_lines
from grader.testing import ENDS, Schedule, Submission, check, forked, returned_pid

NAME = "lineage.txt"


@check(points=1.5, diagnosis="wrong-value")
def test_three_lines(submission: Submission) -> None:
    """The file has the lines of the parent, of the child, and of the parent again."""
    for answer in submission.schedules(
        logged, NAME, "", LONG, held_back=(ENDS,), random=0, haste=LONG, keeps=[NAME], writes=True
    ):
        three_lines(answer, forked(answer)[0], NAME)
    given = NAME, "", LONG, LONG / 2
    answer = submission.play(logged, *given, schedule=Schedule(hold=(ENDS,)), keeps=[NAME], writes=True)
    three_lines(answer, forked(answer)[0], NAME)


@check(points=0.5)
def test_answer(submission: Submission) -> None:
    """The function returns the child's pid."""
    answer = submission.play(logged, NAME, "", 0.0, keeps=[NAME])
    returned_pid(answer, answer.value[0], forked(answer)[0].pid)
