"""fork_report: the order of the lines, other descriptors."""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import termios
from typing import Any

from grader.runner.hurry import ends_late
from grader.runner.stage import observe
from grader.testing import Answer, Submission, check, expect, fail, scenario


@scenario
def slow_child(student: Any) -> tuple[object, str]:
    """Let every forked child end only when the caller waits; at its end it says how much was written."""
    out, into = os.pipe()

    def look() -> None:
        size = array.array("i", [0])
        fcntl.ioctl(out, termios.FIONREAD, size)
        observe(["at its end", size[0]])

    with ends_late(student.module, look):
        pid = student.fork_report(into)
    with contextlib.suppress(OSError):  # it may have been closed: the task does not say
        os.close(into)
    os.set_blocking(out, False)
    text = b""
    try:
        while data := os.read(out, 65536):
            text += data
    except BlockingIOError:
        pass
    os.close(out)
    return pid, text.decode("utf-8", "replace")


@scenario
def into_file(student: Any, before: str) -> tuple[object, str]:
    """Call with a file that has text in it; the file's text. A child ends only when the caller waits."""
    fd = os.open("report.txt", os.O_RDWR | os.O_CREAT | os.O_APPEND)
    os.write(fd, before.encode())
    with ends_late(student.module):
        pid = student.fork_report(fd)
    with contextlib.suppress(OSError):
        os.close(fd)
    with open("report.txt", encoding="utf-8", errors="replace") as file:
        return pid, file.read()


def forked(answer: Answer) -> None:
    """End the check unless the kernel reported a child."""
    if not answer.children:
        used_thread = answer.caller.threads > 1
        fail(
            "No process was forked while the function ran.",
            "threads-instead" if used_thread else "no-real-process",
        )
    expect(
        len(answer.children) == 1,
        f"{len(answer.children)} processes were forked; one was asked for.",
        "orphan",
    )


@check(points=1, diagnosis="wrong-descriptor")
def test_parent_waits_before_it_writes(submission: Submission) -> None:
    """The parent writes its line only after the child has ended, however slow the child is."""
    answer = submission.play(slow_child, late=True)
    forked(answer)
    _, text = answer.value
    order = [line.split(" ")[0] for line in text.splitlines()]
    reaped = all(child.reaped for child in answer.children)
    if order[:1] == ["parent"]:
        lost = (
            "The child's line is missing."
            if len(order) == 1
            else "The child was slow, and the parent's line came first."
        )
        fail(lost, "no-wait" if not reaped else "unflushed-lost" if len(order) == 1 else "wrote-before-wait")
    expect(order != ["child"], f"Two lines were asked for; {text!r} was written.", "missing-newline")
    expect(
        order == ["child", "parent"],
        f"The child's line, then the parent's was asked for; {text!r} was written.",
    )
    most = len(text.partition("\n")[0]) + 1
    early = [seen for seen in answer.seen if seen.value[1] > most]
    expect(not early, "The parent wrote its line before the child had ended.", "wrote-before-wait")


@check(points=1)
def test_any_descriptor(submission: Submission) -> None:
    """The lines go to the descriptor that was given, also a file's."""
    before = f"{submission.random.randrange(10**6)}\n"
    answer = submission.play(into_file, before, keeps=["report.txt"])
    forked(answer)
    _, text = answer.value
    lines = sorted(line.split(" ")[0] for line in text.splitlines())
    right = [before.strip(), "child", "parent"]
    expect(lines == right, f"The file should have the lines {right!r} and has {lines!r}.", "wrong-descriptor")
