"""fork_report: what both processes write."""

from grader.suites.fork_report.scenes import line_of, one_child, reported
from grader.testing import Submission, check, expect, returned_pid, wrote_itself


@check(points=1)
def test_child_line(submission: Submission) -> None:
    """The child reports what fork returned to it, its own pid and its parent's pid."""
    answer = submission.play(reported, 0.0, "", writes=True)
    child, caller = one_child(answer), str(answer.caller.pid)
    line, own = line_of(answer, child, "child"), str(child.pid)
    words, right = line.split(" "), f"child 0 {own} {caller}"
    shown = f"The line should be {right!r}; it is {line!r}."
    expect(words[1:2] != [own], f"{shown} In the child fork returns 0, not a pid.", "fork-value-in-child")
    swapped = f"{shown} The child's pid is {own}, its parent's {caller}."
    expect(words[2:] != [caller, own], swapped, "pids-swapped")
    before = f"{shown} {caller} is the caller's pid, not the child's."
    expect(words[2:3] != [caller], before, "pid-before-fork")
    expect(line == right, shown, "wrong-value")
    wrote_itself(answer, child.pid, f"{right}\n", *answer.value[1:])


@check(points=1)
def test_parent_line(submission: Submission) -> None:
    """The parent reports what fork returned to it and its own pid."""
    answer = submission.play(reported, 0.0, "", writes=True)
    child, caller = one_child(answer), answer.caller.pid
    line, right = line_of(answer, child, "parent"), f"parent {child.pid} {caller}"
    value, _, pid = line.rpartition(" ")
    another = value == right.rpartition(" ")[0] and pid.isdecimal()
    shown = f"The line should be {right!r}; it is {line!r}."
    expect(line == right, shown, "getpid-is-the-caller" if another else "wrong-value")
    wrote_itself(answer, caller, f"{right}\n", *answer.value[1:])


@check(points=1)
def test_answer(submission: Submission) -> None:
    """The function returns the child's pid."""
    answer = submission.play(reported, 0.0, "")
    returned_pid(answer, answer.value[0], one_child(answer).pid)
