"""log_lineage: the three lines, and the answer."""

from __future__ import annotations

from typing import Any

from grader.suites.log_lineage.scenes import LATE, logged, own_child, three_lines
from grader.testing import ENDS, Schedule, Submission, check, expect, scenario

NAME = "lineage.txt"


@scenario
def new_file(student: Any, path: str, late: float) -> tuple[object, str, str]:
    """Call with a file that is not there."""
    return logged(student, path, late)


@check(points=1.5, diagnosis="wrong-value")
def test_three_lines(submission: Submission) -> None:
    """The file has the lines of the parent, of the child, and of the parent again."""
    for answer in submission.schedules(
        new_file, NAME, LATE, held_back=(ENDS,), random=0, haste=LATE, keeps=[NAME], writes=True
    ):
        three_lines(answer, own_child(answer), NAME)


@check(points=0.5)
def test_answer(submission: Submission) -> None:
    """The function returns the child's pid."""
    answer = submission.play(new_file, NAME, 0.0, schedule=Schedule(), keeps=[NAME])
    child, pid = own_child(answer).pid, answer.value[0]
    expect(
        pid != answer.caller.pid,
        f"{pid} is the caller's own pid; the child's is {child}.",
        "returned-own-pid",
    )
    right = f"The child's pid is {child}; the function returned {pid!r}."
    expect(type(pid) is int and pid == child, right, "wrong-value")
