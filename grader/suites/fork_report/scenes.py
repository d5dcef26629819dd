"""fork_report: a call whose forks and writes are witnessed, and how what was written is read."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import Any

from grader.scenario import observe, place
from grader.testing import Answer, expect, fail, forked, in_box, scenario


@in_box
def reported(student: Any, fd: int) -> tuple[object, str]:
    """Call; the answer, and the name of the place that the descriptor leads to. Each os.fork is told."""
    caller, where = os.getpid(), place(fd)

    def forks() -> None:
        by = sys._getframe(1).f_globals.get("__name__", "")
        if os.getpid() == caller and not by.startswith("grader."):
            observe(["fork", by])

    os.register_at_fork(before=forks)
    return student.fork_report(fd), where


@scenario
def through_a_pipe(student: Any, late: float) -> tuple[object, str, str]:
    """Call with the write end of a pipe; the answer, the pipe, and everything written to it.

    What the caller forks begins so many seconds late.
    """
    caller = os.getpid()
    os.register_at_fork(after_in_child=lambda: time.sleep(late) if os.getppid() == caller else None)
    out, into = os.pipe()
    pid, where = reported(student, into)
    with contextlib.suppress(OSError):  # it may have been closed: the task does not say
        os.close(into)
    os.set_blocking(out, False)
    text = b""
    with contextlib.suppress(BlockingIOError):
        while data := os.read(out, 65536):
            text += data
    os.close(out)
    return pid, where, text.decode("utf-8", "replace")


def one_child(answer: Answer) -> int:
    """The pid of the one child, as the kernel reported it; os.fork made it."""
    children = forked(answer)
    expect(len(children) == 1, f"The function forked {len(children)} processes; one was asked for.", "orphan")
    by = [seen.value[1] for seen in answer.told("fork", str)]
    own = bool(by) and not any(name.split(".")[0] in ("multiprocessing", "concurrent") for name in by)
    expect(own, "Your function was to call os.fork itself; something else forked the child.", "not-os-fork")
    return children[0].pid


def lost(answer: Answer, child: int) -> str:
    """The trap of a child whose line did not arrive: it went elsewhere, or nowhere."""
    elsewhere = any(b"child " in write.data for write in answer.outcome.evidence.writes if write.pid == child)
    return "wrong-descriptor" if elsewhere else "unflushed-lost"


def line_of(answer: Answer, child: int, text: str, who: str) -> str:
    """The line of ``who``; the check ends unless there is one of each."""
    expect(text != "", "Nothing was written to the descriptor.", "wrong-descriptor")
    lines = text.split("\n")
    found = [line for line in lines if line.startswith(who + " ")]
    shown = f"This was written: {text!r}."
    glued = any("child " in line and "parent " in line for line in lines)
    if glued or not text.endswith("\n"):
        fail(f"Two lines, each ending with a newline, were asked for. {shown}", "missing-newline")
    if "child " not in text:
        fail(f"The child's line is missing. {shown}", lost(answer, child))
    expect("parent " in text, f"The parent's line is missing. {shown}", "line-missing")
    expect(len(found) == 1, f"There should be one line that begins with “{who}”. {shown}")
    expect(len(lines) == 3, f"Two lines were asked for. {shown}")
    return str(found[0])


def wrote_itself(answer: Answer, pid: int, line: str, place: str, text: str) -> None:
    """End the check unless this process wrote this line, by the kernel's word."""
    if answer.wrote(pid, f"{line}\n", place, text):
        return
    who = line.partition(" ")[0]
    others = sorted({write.pid for write in answer.writes_to(place)} - {pid})
    named = f"process {others[0]} did" if len(others) == 1 else "other processes did"
    fail(f"The {who} (process {pid}) did not write its line “{line}” itself: {named}.", "written-by-another")
