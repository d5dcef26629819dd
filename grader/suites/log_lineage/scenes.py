"""log_lineage: a call whose child is held back, and how its file is read."""

from __future__ import annotations

from typing import Any

from grader.runner.hurry import ends_late
from grader.runner.stage import observe
from grader.testing import Answer, ProcessRecord, fail, in_box


@in_box
def logged(student: Any, path: str) -> tuple[object, str]:
    """Call; the answer and the file's text at that moment. A forked child ends only when the caller waits.

    At its end it looks into the file.
    """

    def look() -> None:
        observe(["at its end", text_of(path)])

    with ends_late(student.module, look):
        pid = student.log_lineage(path)
    return pid, text_of(path)


@in_box
def text_of(path: str) -> str:
    """What stands in the file."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return "(there is no such file)"


def own_child(answer: Answer, others: int = 0) -> ProcessRecord:
    """The child that the function forked, after so many ``others``, as the kernel reported it."""
    if len(answer.children) <= others:
        used_thread = answer.caller.threads > 1
        fail(
            "No process was forked" + (": a thread is not a process." if used_thread else " while it ran."),
            "threads-instead" if used_thread else "no-real-process",
        )
    return answer.children[others]


def three_lines(answer: Answer, child: ProcessRecord, text: str) -> None:
    """End the check unless the file has the three lines."""
    caller = answer.caller.pid
    lines = text.splitlines()
    right = [f"before {caller}", f"child {child.pid}", f"after {caller}"]
    early = [seen for seen in answer.seen if seen.pid == child.pid and right[2] in seen.value[1].splitlines()]
    if lines == right and not early:
        return
    words = [line.split(" ")[0] for line in lines]
    shown = f"The file should have the lines {right!r}; it has {lines!r}."
    if not child.reaped:
        fail(f"{shown} Nobody waited for the child.", "no-wait")
    if words.count("before") > 1:
        fail(f"{shown} What stood in a buffer was written by both processes.", "unflushed-buffer")
    if "child" not in words:
        fail(shown, "unflushed-lost")
    if words == ["before", "after", "child"] or (early and lines == right):
        fail(f"{shown} The parent wrote its last line before the child had ended.", "wrote-before-wait")
    if "before" not in words:
        fail(f"{shown} The first line is gone.", "emptied-again")
    if f"child {caller}" in lines:
        fail(f"{shown} {caller} is the parent's pid.", "pid-before-fork")
    fail(shown)
