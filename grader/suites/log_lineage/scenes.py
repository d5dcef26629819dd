"""log_lineage: a call whose child begins late, and how its file is read."""

import mmap
import os
import time
from typing import Any

from grader.scenario import another_child, observe, place
from grader.testing import Answer, ProcessRecord, expect, fail, in_box, scenario, waited_first, wrote_itself


@scenario
def logged(
    student: Any, path: str, old: str, late: float, another: float | None = None
) -> tuple[object, str, str]:
    """Call with a file that has this text in it, or with none; the answer, the file and its text then.

    A forked child begins and ends late, and looks into the file both times. The caller may have ``another``.
    """
    caller, leave, whole = os.getpid(), os._exit, os.path.abspath(path)
    if old:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb+") as file:
            file.truncate(len(old))
            with mmap.mmap(file.fileno(), len(old)) as memory:  # what calls write is the submission's
                memory[:] = old.encode("ascii")

    def begin() -> None:
        if os.getppid() == caller:
            time.sleep(late)
            observe(["at its beginning", text_of(whole)])
            vars(os)["_exit"] = end

    def end(status: int) -> None:
        if os.getppid() == caller:
            time.sleep(late)
            observe(["at its end", text_of(whole)])
        leave(status)

    with another_child(another):
        os.register_at_fork(after_in_child=begin)
        pid = student.log_lineage(path)
    return pid, place(whole), text_of(whole)


@in_box
def text_of(path: str) -> str:
    """What stands in the file."""
    try:
        with open(path, encoding="utf-8", errors="replace", newline="") as file:
            return file.read()
    except OSError:
        return "(there is no such file)"


def three_lines(answer: Answer, child: ProcessRecord, name: str) -> None:
    """End the check unless the file of this name has the three lines, each by the process that it names."""
    caller, (place, text) = answer.caller.pid, answer.value[1:3]
    right = {f"before {caller}": caller, f"child {child.pid}": child.pid, f"after {caller}": caller}
    in_order(answer, child, name)
    lines = text.removesuffix("\n").split("\n")
    if lines != [*right]:
        fail(*why_wrong(answer, child, lines, [*right], name))
    own = answer.writes_to(place, name, by=caller)
    first = [write.begin for write in own if b"before " in write.data]
    shown = "The parent wrote its first line after the fork."
    expect(not first or min(first) <= child.begin, shown, "written-after-fork")
    for line, pid in right.items():
        wrote_itself(answer, pid, line, place, text, name)
    line = f"child {child.pid}"
    if line.encode() not in answer.written_to(place, by=child.pid):  # mapped, copied, or another file
        in_its_time(answer, child, line)


def in_order(answer: Answer, child: ProcessRecord, name: str) -> None:
    """End the check if the parent wrote its last line before its child had ended."""
    looks = [seen for seen in answer.told("at its end", str) if seen.pid == child.pid]
    early = any(f"after {answer.caller.pid}" in seen.value[1].splitlines() for seen in looks)
    for write in answer.writes_to(answer.value[1], name, by=answer.caller.pid):
        last = b"after " in write.data or (write.unseen > 0 and write.begin > child.begin)
        early = early or (last and (child.end is None or write.end < child.end))
    waited_first(child, early, "its last line")


def why_wrong(
    answer: Answer, child: ProcessRecord, lines: list[str], right: list[str], name: str
) -> tuple[str, str]:
    """What to say of lines that are not the right ones, and their diagnosis."""
    words = [line.partition(" ")[0] for line in lines]
    shown = f"The file should have the lines {right!r}; it has {lines!r}."
    if words.count("before") > 1:
        return f"{shown} What stood in a buffer was written by both processes.", "unflushed-buffer"
    written = answer.written_to(answer.value[1], name)
    for word in ("before", "child", "after"):
        if word not in words and f"{word} ".encode() in written:
            emptied = words[:1] != ["before"] and {*lines} <= {*right}
            gone = f"{shown} “{word}” was written, and is gone."
            return gone, "emptied-again" if emptied else "overwritten"
    if "child" not in words:
        return shown, "unflushed-lost" if child.reaped else "no-wait"
    if f"child {answer.caller.pid}" in lines:
        return f"{shown} {answer.caller.pid} is the parent's pid.", "pid-before-fork"
    late = words[:1] != ["before"] and sorted(lines) == sorted(right)
    return shown, "written-after-fork" if late else "wrong-value"


def in_its_time(answer: Answer, child: ProcessRecord, line: str) -> None:
    """End the check if the child's line came before the child began, or after it ended, as it saw itself."""
    for word, there in (("at its beginning", False), ("at its end", True)):
        for seen in answer.told(word, str):
            wrong = seen.pid == child.pid and (line in seen.value[1].splitlines()) != there
            shown = f"The line “{line}” was {'not ' * there}in the file when process {child.pid} "
            shown += "ended: another process wrote it." if there else "began: another process wrote it."
            expect(not wrong, shown, "written-by-another")
