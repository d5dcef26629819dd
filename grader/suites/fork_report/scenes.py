"""fork_report: a call whose forks and writes are witnessed, and how what was written is read."""

import contextlib
import os
import signal
import sys
import time
from typing import Any

from grader.scenario import another_child, caller, in_caller, observe, place
from grader.testing import Answer, ProcessRecord, expect, forked, scenario


@scenario
def reported(student: Any, late: float, before: str, another: float | None = None) -> tuple[object, str, str]:
    """Call with a pipe, or a file that has this text in it; the answer, the place, and what it holds then.

    What the caller forks begins so many seconds late. Each os.fork is told. The caller may have ``another``.
    """

    def forks() -> None:
        by = sys._getframe(1).f_globals.get("__name__", "")
        if in_caller() and not by.startswith("grader."):
            observe(["fork", by])

    if before:
        into = os.open("report.txt", os.O_RDWR | os.O_CREAT | os.O_APPEND)
        os.write(into, before.encode())
        out = os.open("report.txt", os.O_RDONLY)
    else:
        out, into = os.pipe()
    with another_child(another):
        os.register_at_fork(before=forks)
        os.register_at_fork(after_in_child=lambda: time.sleep(late if os.getppid() == caller() else 0.0))
        pid = student.fork_report(into)
    with contextlib.suppress(OSError):  # it may have been closed: the task does not say
        os.close(into)
    os.set_blocking(out, False)
    with open(out, "rb", buffering=0) as file:
        return pid, place(out), (file.read(1 << 20) or b"").decode("utf-8", "replace")


def one_child(answer: Answer) -> ProcessRecord:
    """The one child, as the kernel reported it; os.fork made it."""
    children = forked(answer)
    below = any(child.parent != answer.caller.pid for child in children)
    shown = f"The function forked {len(children)} processes; one was asked for."
    expect(len(children) == 1, shown, "orphan" if below else "wrong-value")
    by = [seen.value[1] for seen in answer.told("fork", str)]
    own = bool(by) and not any(name.split(".")[0] in ("multiprocessing", "concurrent") for name in by)
    expect(own, "Your function should call os.fork itself; something else forked the child.", "not-os-fork")
    return children[0]


def wrote_early(answer: Answer) -> bool:
    """Whether the parent wrote before its child had ended."""
    child, own = one_child(answer), answer.writes_to(answer.value[1], by=answer.caller.pid)
    return any(child.end is None or write.begin < child.end for write in own)


def line_of(answer: Answer, child: ProcessRecord, who: str, before: str = "") -> str:
    """The line of ``who``; the check ends unless there is one of each, after what was there before."""
    text: str = answer.value[2].removeprefix(before)
    expect(text != "", "Nothing was written to the descriptor.", "wrong-descriptor")
    *lines, rest = text.split("\n")
    whole = not rest and not any("child " in line and "parent " in line for line in lines)
    shown = f"This was written: {text!r}."
    expect(whole, f"Two lines, each ending with a newline, were asked for. {shown}", "missing-newline")
    written = (write.data for write in answer.outcome.evidence.writes if write.pid == child.pid)
    lost = "wrong-descriptor" if any(b"child " in data for data in written) else "unflushed-lost"
    ended = child.exitcode == -signal.SIGTERM and "child " not in text
    expect(not ended, f"SIGTERM ended the child before its line was written. {shown}", "terminate-for-join")
    expect("child " in text, f"The child's line is missing. {shown}", lost)
    expect("parent " in text, f"The parent's line is missing. {shown}", "line-missing")
    one_of_each = sorted(line.partition(" ")[0] for line in lines) == ["child", "parent"]
    expect(one_of_each, f"One line that begins with “child” and one with “parent” were asked for. {shown}")
    return next(line for line in lines if line.startswith(who))
