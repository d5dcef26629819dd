"""fork_report: the order of the lines, other descriptors."""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import termios
from typing import Any

from grader.runner.hurry import ends_late, outlast_a_nap
from grader.runner.stage import observe
from grader.suites.fork_report.scenes import all_of, lost, one_child, reported, wrote_itself
from grader.testing import ENDS, Answer, ProcessRecord, Submission, check, expect, fail, scenario

#: Seconds: no pause is longer, for who sleeps longer is out of time anyway.
LONGEST = 10.0


@scenario
def slow_child(student: Any) -> tuple[object, str, str]:
    """Let every forked child end only when the caller waits; at its end it says how much was written."""
    out, into = os.pipe()
    caller = os.getpid()

    def look() -> None:
        size = array.array("i", [0])
        fcntl.ioctl(out, termios.FIONREAD, size)
        observe(["at its end", size[0]])

    os.register_at_fork(after_in_child=lambda: outlast_a_nap() if os.getppid() == caller else None)
    with ends_late(student.module, look):
        pid, where = reported(student, into)
    with contextlib.suppress(OSError):  # it may have been closed: the task does not say
        os.close(into)
    return pid, where, all_of(out)


@scenario
def by_the_clock(student: Any) -> tuple[object, str]:
    """Call where time and order are the judge's: every sleep is short, however it is asked for."""
    out, into = os.pipe()
    pid, where = reported(student, into)
    with contextlib.suppress(OSError):
        os.close(into)
    os.close(out)
    return pid, where


@scenario
def into_file(student: Any, before: str) -> tuple[object, str, str]:
    """Call with a file that has text in it; the file's text. A child ends only when the caller waits."""
    fd = os.open("report.txt", os.O_RDWR | os.O_CREAT | os.O_APPEND)
    os.write(fd, before.encode())
    with ends_late(student.module):
        pid, where = reported(student, fd)
    with contextlib.suppress(OSError):
        os.close(fd)
    with open("report.txt", encoding="utf-8", errors="replace") as file:
        return pid, where, file.read()


@check(points=1)
def test_parent_waits_before_it_writes(submission: Submission) -> None:
    """The parent writes its line only after the child has ended, however slow the child is."""
    answer = submission.play(slow_child, late=True, writes=True)
    child = one_child(answer)
    text = answer.value[2]
    order = [line.partition(" ")[0] for line in text.splitlines()]
    shown = f"The child's line, then the parent's was asked for; {text!r} was written."
    expect(bool(order), shown, "wrong-descriptor")
    if order[:1] == ["parent"] and not answer.children[0].reaped:
        fail(f"Nobody waited for the child. {shown}", "no-wait")
    expect(order != ["parent"], f"The child's line is missing. {shown}", lost(answer, child))
    expect(
        order != ["parent", "child"],
        "The child was slow, and the parent's line came first.",
        "wrote-before-wait",
    )
    expect("child " not in text or "parent " not in text or len(order) > 1, shown, "missing-newline")
    expect(order == ["child", "parent"], shown)
    most = len(text.partition("\n")[0]) + 1
    early = [seen for seen in answer.told("at its end", int) if seen.value[1] > most]
    expect(not early, "The parent wrote its line before the child had ended.", "wrote-before-wait")

    for answer in submission.schedules(by_the_clock, held_back=(ENDS,), random=0, haste=LONGEST, writes=True):
        in_order(answer, answer.process(one_child(answer)))


def in_order(answer: Answer, child: ProcessRecord | None) -> None:
    """End the check if the caller wrote its line before its child had ended, whatever it slept."""
    where = answer.value[1]
    wrote = [write.begin for write in answer.writes_to(where) if write.pid == answer.caller.pid]
    late = child is None or child.end is None or any(at < child.end for at in wrote)
    expect(not late, "The parent wrote its line before the child had ended.", "wrote-before-wait")


@check(points=1)
def test_any_descriptor(submission: Submission) -> None:
    """The lines go to the descriptor that was given, also a file's."""
    before = f"{submission.random.randrange(10**6)}\n"
    answer = submission.play(into_file, before, keeps=["report.txt"], writes=True)
    child, caller = one_child(answer), answer.caller.pid
    _, place, text = answer.value
    lines = text.splitlines()
    words = sorted(line.split(" ")[0] for line in lines)
    right = [before.strip(), "child", "parent"]
    shown = f"The file should have the lines {right!r} and has {words!r}."
    expect(text != before, shown, "wrong-descriptor")
    expect("child " in text, shown, lost(answer, child))
    expect(words == right, shown, "missing-newline" if "parent " in text and len(lines) < 3 else None)
    for who, pid in (("child", child), ("parent", caller)):
        line = next(line for line in lines if line.startswith(who))
        wrote_itself(answer, pid, line, place, text)
