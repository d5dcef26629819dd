"""fork_report: what both processes write."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from grader.testing import Answer, Submission, check, expect, fail, scenario


@scenario
def reports(student: Any) -> tuple[object, str]:
    """Call with the write end of a pipe; the answer and everything written to it."""
    out, into = os.pipe()
    os.set_blocking(out, False)
    pid = student.fork_report(into)
    with contextlib.suppress(OSError):  # it may have been closed: the task does not say
        os.close(into)
    text = b""
    try:
        while data := os.read(out, 65536):
            text += data
    except BlockingIOError:
        pass
    os.close(out)
    return pid, text.decode("utf-8", "replace")


def one_child(answer: Answer) -> int:
    """The pid of the one child, as the kernel reported it."""
    children = answer.children
    if not children:
        used_thread = answer.caller.threads > 1
        fail(
            "No process was forked"
            + (": a thread is not a process." if used_thread else " while the function ran."),
            "threads-instead" if used_thread else "no-real-process",
        )
    expect(len(children) == 1, f"The function forked {len(children)} processes; one was asked for.", "orphan")
    return children[0].pid


def line_of(answer: Answer, who: str) -> list[str]:
    """The words of the line of ``who``."""
    _, text = answer.value
    expect(text != "", "Nothing was written to the descriptor.", "wrong-descriptor")
    found = [line for line in text.split("\n") if line.startswith(who + " ")]
    if len(found) != 1:
        diagnosis = "missing-newline" if f"{who} " in text else "unflushed-lost" if who == "child" else None
        fail(f"There should be one line that begins with “{who}”. This was written: {text!r}.", diagnosis)
    expect(
        text.count("\n") != 1 or who == "child",
        f"The child's line is missing. This was written: {text!r}.",
        "unflushed-lost",
    )
    whole = text.endswith("\n") and text.count("\n") == 2
    expect(
        whole,
        f"Two lines, each ending with a newline, were asked for. This was written: {text!r}.",
        "missing-newline",
    )
    return str(found[0]).split(" ")


@check(points=1)
def test_child_line(submission: Submission) -> None:
    """The child reports what fork returned to it, its own pid and its parent's pid."""
    answer = submission.play(reports)
    child, caller = one_child(answer), answer.caller.pid
    words = line_of(answer, "child")
    shown = " ".join(words)
    if words[1:2] == [str(child)]:
        fail(f"The line is “{shown}”: in the child fork returns 0, not a pid.", "fork-value-in-child")
    if words[2:3] == [str(caller)]:
        fail(
            f"The line is “{shown}”: {caller} is the caller's pid, not the child's ({child}).",
            "pid-before-fork",
        )
    right = f"child 0 {child} {caller}"
    expect(shown == right, f"The line should be “{right}”; it is “{shown}”.", "wrong-value")


@check(points=1)
def test_parent_line(submission: Submission) -> None:
    """The parent reports what fork returned to it and its own pid."""
    answer = submission.play(reports)
    child, caller = one_child(answer), answer.caller.pid
    words = line_of(answer, "parent")
    shown, right = " ".join(words), f"parent {child} {caller}"
    if words[:2] == ["parent", str(child)] and len(words) == 3:
        expect(
            shown == right,
            f"The line is “{shown}”: the parent's own pid is {caller}.",
            "getpid-is-the-caller",
        )
    expect(shown == right, f"The line should be “{right}”; it is “{shown}”.", "wrong-value")


@check(points=1)
def test_answer(submission: Submission) -> None:
    """The function returns the child's pid."""
    answer = submission.play(reports)
    child = one_child(answer)
    pid, _ = answer.value
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
