"""log_lineage: a call whose child is held back, and how its file is read."""

from __future__ import annotations

import os
from typing import Any

from grader.runner.hurry import ends_late, outlast_a_nap
from grader.runner.stage import observe, place
from grader.testing import Answer, ProcessRecord, expect, fail, in_box


@in_box
def logged(student: Any, path: str) -> tuple[object, str, str]:
    """Call; the answer, the file and its text at that moment. A forked child ends only when the caller waits.

    At its beginning and at its end it looks into the file.
    """
    caller = os.getpid()

    def begin() -> None:
        if os.getppid() == caller:
            outlast_a_nap()
            observe(["at its beginning", text_of(path)])

    def look() -> None:
        observe(["at its end", text_of(path)])

    os.register_at_fork(after_in_child=begin)
    with ends_late(student.module, look):
        pid = student.log_lineage(path)
    return pid, place(path), text_of(path)


@in_box
def text_of(path: str) -> str:
    """What stands in the file."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return "(there is no such file)"


def own_child(answer: Answer) -> ProcessRecord:
    """The child that the function forked, as the kernel reported it."""
    if not answer.children:
        used_thread = answer.caller.threads > 1
        fail(
            "No process was forked" + (": a thread is not a process." if used_thread else " while it ran."),
            "threads-instead" if used_thread else "no-real-process",
        )
    return answer.children[0]


def three_lines(answer: Answer, child: ProcessRecord, name: str) -> None:
    """End the check unless the file of this name has the three lines, each by the process that it names."""
    caller = answer.caller.pid
    place, text = answer.value[1:3]
    lines = text.splitlines()
    right = {f"before {caller}": caller, f"child {child.pid}": child.pid, f"after {caller}": caller}
    looks = [seen for seen in answer.told("at its end", str) if seen.pid == child.pid]
    early = any(f"after {caller}" in seen.value[1].splitlines() for seen in looks)
    if lines == [*right] and not early:
        for line, pid in right.items():
            shown = f"Process {pid} did not write the line “{line}” itself."
            expect(answer.wrote(pid, line, place, text, name), shown, "written-by-another")
        line = f"child {child.pid}"
        own = b"".join(write.data for write in answer.writes_to(place) if write.pid == child.pid)
        if line.encode() not in own:  # mapped, copied by the kernel, or to a file of that name
            in_its_time(answer, child, line)
        return
    words = [line.partition(" ")[0] for line in lines]
    shown = f"The file should have the lines {[*right]!r}; it has {lines!r}."
    if not child.reaped:
        fail(f"{shown} Nobody waited for the child.", "no-wait")
    if words.count("before") > 1:
        fail(f"{shown} What stood in a buffer was written by both processes.", "unflushed-buffer")
    if words == ["before", "after", "child"] or (early and lines == [*right]):
        fail(f"{shown} The parent wrote its last line before the child had ended.", "wrote-before-wait")
    written = b"".join(write.data for write in answer.writes_to(place, name))
    gone = [
        word for word in ("before", "child", "after") if word not in words and f"{word} ".encode() in written
    ]
    if gone:
        fail(f"{shown} “{gone[0]}” was written, and is gone.", "emptied-again")
    if "child" not in words:
        fail(shown, "unflushed-lost")
    if f"child {caller}" in lines:
        fail(f"{shown} {caller} is the parent's pid.", "pid-before-fork")
    fail(shown)


def in_its_time(answer: Answer, child: ProcessRecord, line: str) -> None:
    """End the check if the child's line came before the child began, or after it ended, as it saw itself."""
    for word, there in (("at its beginning", False), ("at its end", True)):
        for seen in answer.told(word, str):
            wrong = seen.pid == child.pid and (line in seen.value[1].splitlines()) != there
            shown = f"The line “{line}” was {'not ' * there}in the file when process {child.pid} "
            shown += "ended: another process wrote it." if there else "began: another process wrote it."
            expect(not wrong, shown, "written-by-another")
