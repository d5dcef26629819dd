"""fork_report: what both processes write."""

from __future__ import annotations

from typing import Any

from grader.suites.fork_report.scenes import line_of, one_child, through_a_pipe, wrote_itself
from grader.testing import Schedule, Submission, check, expect, fail, scenario


@scenario
def reports(student: Any) -> tuple[object, str, str]:
    """Call with the write end of a pipe; the answer, the pipe, and everything written to it."""
    return through_a_pipe(student, 0.0)


@check(points=1)
def test_child_line(submission: Submission) -> None:
    """The child reports what fork returned to it, its own pid and its parent's pid."""
    answer = submission.play(reports, schedule=Schedule(), writes=True)
    child, caller = one_child(answer), answer.caller.pid
    _, place, text = answer.value
    shown = line_of(answer, child, text, "child")
    words, right = shown.split(" "), f"child 0 {child} {caller}"
    if words[1:2] == [str(child)]:
        fail(f"The line is “{shown}”: in the child fork returns 0, not a pid.", "fork-value-in-child")
    if words[2:] == [str(caller), str(child)]:
        fail(f"The line is “{shown}”: the child's pid is {child}, its parent's {caller}.", "pids-swapped")
    if words[2:3] == [str(caller)]:
        fail(
            f"The line is “{shown}”: {caller} is the caller's pid, not the child's ({child}).",
            "pid-before-fork",
        )
    expect(shown == right, f"The line should be “{right}”; it is “{shown}”.", "wrong-value")
    wrote_itself(answer, child, right, place, text)


@check(points=1)
def test_parent_line(submission: Submission) -> None:
    """The parent reports what fork returned to it and its own pid."""
    answer = submission.play(reports, schedule=Schedule(), writes=True)
    child, caller = one_child(answer), answer.caller.pid
    _, place, text = answer.value
    shown, right = line_of(answer, child, text, "parent"), f"parent {child} {caller}"
    words = shown.split(" ")
    if words[:2] == ["parent", str(child)] and len(words) == 3:
        expect(
            shown == right,
            f"The line is “{shown}”: the parent's own pid is {caller}.",
            "getpid-is-the-caller",
        )
    expect(shown == right, f"The line should be “{right}”; it is “{shown}”.", "wrong-value")
    wrote_itself(answer, caller, right, place, text)


@check(points=1)
def test_answer(submission: Submission) -> None:
    """The function returns the child's pid."""
    answer = submission.play(reports, schedule=Schedule())
    child = one_child(answer)
    pid = answer.value[0]
    expect(
        pid != answer.caller.pid or pid == child,
        f"{pid} is the caller's own pid; the child's is {child}.",
        "returned-own-pid",
    )
    expect(
        type(pid) is int and pid == child,
        f"The child's pid is {child}; the function returned {pid!r}.",
        "wrong-value",
    )
