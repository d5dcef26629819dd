"""fork_report: what both processes write."""

from __future__ import annotations

from grader.suites.fork_report.scenes import line_of, one_child, through_a_pipe, wrote_itself
from grader.testing import Schedule, Submission, check, expect, fail, returned_pid


@check(points=1)
def test_child_line(submission: Submission) -> None:
    """The child reports what fork returned to it, its own pid and its parent's pid."""
    answer = submission.play(through_a_pipe, 0.0, schedule=Schedule(), writes=True)
    child, caller, (_, place, text) = one_child(answer), answer.caller.pid, answer.value
    line = line_of(answer, child, text, "child")
    words, right = line.split(" "), f"child 0 {child} {caller}"
    shown = f"The line should be “{right}”; it is “{line}”."
    if words[1:2] == [str(child)]:
        fail(f"{shown} In the child fork returns 0, not a pid.", "fork-value-in-child")
    if words[2:] == [str(caller), str(child)]:
        fail(f"{shown} The child's pid is {child}, its parent's {caller}.", "pids-swapped")
    if words[2:3] == [str(caller)]:
        fail(f"{shown} {caller} is the caller's pid, not the child's.", "pid-before-fork")
    expect(line == right, shown, "wrong-value")
    wrote_itself(answer, child, right, place, text)


@check(points=1)
def test_parent_line(submission: Submission) -> None:
    """The parent reports what fork returned to it and its own pid."""
    answer = submission.play(through_a_pipe, 0.0, schedule=Schedule(), writes=True)
    child, caller, (_, place, text) = one_child(answer), answer.caller.pid, answer.value
    line, right = line_of(answer, child, text, "parent"), f"parent {child} {caller}"
    words = line.split(" ")
    value_is_right = words[:2] == ["parent", str(child)] and len(words) == 3
    shown = f"The line should be “{right}”; it is “{line}”."
    expect(line == right, shown, "getpid-is-the-caller" if value_is_right else "wrong-value")
    wrote_itself(answer, caller, right, place, text)


@check(points=1)
def test_answer(submission: Submission) -> None:
    """The function returns the child's pid."""
    answer = submission.play(through_a_pipe, 0.0, schedule=Schedule())
    returned_pid(answer, answer.value[0], one_child(answer))
