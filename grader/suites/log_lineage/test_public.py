"""log_lineage: the three lines, and the answer."""

from __future__ import annotations

from typing import Any

from grader.runner.stage import place
from grader.suites.log_lineage.scenes import logged, own_child, three_lines
from grader.testing import ENDS, Submission, check, expect, scenario

#: Seconds: no pause is longer, for who sleeps longer is out of time anyway.
LONGEST = 10.0


@scenario
def new_file(student: Any, path: str) -> tuple[object, str, str]:
    """Call with a file that is not there."""
    return logged(student, path)


@scenario
def by_the_clock(student: Any, path: str) -> tuple[object, str]:
    """Call where time and order are the judge's: every sleep is short, however it is asked for."""
    return student.log_lineage(path), place(path)


@check(points=1.5, diagnosis="wrong-value")
def test_three_lines(submission: Submission) -> None:
    """The file has the lines of the parent, of the child, and of the parent again."""
    answer = submission.play(new_file, "lineage.txt", keeps=["lineage.txt"], late=True, writes=True)
    three_lines(answer, own_child(answer), "lineage.txt")
    more: dict[str, Any] = {"keeps": ["lineage.txt"], "writes": True}
    for answer in submission.schedules(
        by_the_clock, "lineage.txt", held_back=(ENDS,), random=0, haste=LONGEST, **more
    ):
        child = own_child(answer)
        wrote = [w.begin for w in answer.writes_to(answer.value[1], "lineage.txt") if b"after " in w.data]
        late = child.end is None or any(at < child.end for at in wrote)
        shown = "The parent wrote its last line before the child had ended."
        expect(not late, shown, "wrote-before-wait")


@check(points=0.5)
def test_answer(submission: Submission) -> None:
    """The function returns the child's pid."""
    answer = submission.play(new_file, "lineage.txt", keeps=["lineage.txt"])
    child, pid = own_child(answer).pid, answer.value[0]
    expect(
        pid != answer.caller.pid,
        f"{pid} is the caller's own pid; the child's is {child}.",
        "returned-own-pid",
    )
    right = f"The child's pid is {child}; the function returned {pid!r}."
    expect(type(pid) is int and pid == child, right, "wrong-value")
