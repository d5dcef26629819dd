"""fork_report: the order of the lines, other descriptors."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from grader.scenario import LONG
from grader.suites.fork_report.scenes import line_of, one_child, reported, through_a_pipe, wrote_itself
from grader.testing import ENDS, Answer, Schedule, Submission, check, expect, scenario


@scenario
def into_file(student: Any, before: str) -> tuple[object, str, str]:
    """Call with a file that has text in it; the file's text."""
    fd = os.open("report.txt", os.O_RDWR | os.O_CREAT | os.O_APPEND)
    os.write(fd, before.encode())
    pid, where = reported(student, fd)
    with contextlib.suppress(OSError):
        os.close(fd)
    with open("report.txt", encoding="utf-8", errors="replace") as file:
        return pid, where, file.read()


@check(points=1)
def test_parent_waits_before_it_writes(submission: Submission) -> None:
    """The parent writes its line only after the child has ended, however slow the child is."""
    orders = submission.schedules(through_a_pipe, LONG, held_back=(ENDS,), random=0, haste=LONG, writes=True)
    for answer in orders:
        child = one_child(answer)
        in_order(answer, child)
        line_of(answer, child, answer.value[2], "parent")


def in_order(answer: Answer, pid: int) -> None:
    """End the check if the caller wrote its line before its child had ended."""
    child = answer.process(pid)
    wrote = [write.begin for write in answer.writes_to(answer.value[1]) if write.pid == answer.caller.pid]
    if child is None or child.end is None or any(at < child.end for at in wrote):
        waited = child is not None and child.reaped
        shown = "" if waited else "Nobody waited for the child. "
        shown += "The parent wrote its line before the child had ended."
        expect(not wrote, shown, "wrote-before-wait" if waited else "no-wait")


@check(points=1)
def test_any_descriptor(submission: Submission) -> None:
    """The lines go to the descriptor that was given, also a file's."""
    before = f"{submission.random.randrange(10**6)}\n"
    answer = submission.play(into_file, before, schedule=Schedule(), keeps=["report.txt"], writes=True)
    child = one_child(answer)
    _, place, text = answer.value
    kept = text.startswith(before)
    expect(kept, f"The file had the line {before!r} at its beginning; it has {text!r}.", "wrong-descriptor")
    for who, pid in (("child", child), ("parent", answer.caller.pid)):
        line = line_of(answer, child, text.removeprefix(before), who)
        wrote_itself(answer, pid, line, place, text)
