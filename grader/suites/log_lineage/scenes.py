"""log_lineage: a call whose child is held back, and how its file is read."""

from __future__ import annotations

import os
import time
from typing import Any

from grader.testing import Answer, ProcessRecord, fail, in_box


@in_box
def logged(student: Any, path: str) -> tuple[object, str]:
    """Call; the answer and the file's text at that moment.

    A forked child is held back until the caller sleeps, which is what waiting looks like, at most 0.3 s.
    Sleeping is no waiting: the caller's sleeps are cut short.
    """
    home, sleep = os.getpid(), time.sleep

    def nap(seconds: Any) -> None:
        sleep(min(seconds, 0.001) if os.getpid() == home else seconds)

    def hold() -> None:
        asleep, deadline = 0, time.monotonic() + 0.3
        while os.getppid() == home and asleep < 5 and time.monotonic() < deadline:
            with open(f"/proc/{home}/stat", encoding="utf-8", errors="replace") as file:
                asleep = asleep + 1 if file.read().rpartition(")")[2].split()[0] == "S" else 0
            sleep(0.005)

    time.sleep = nap
    if getattr(student.module, "sleep", None) is sleep:
        student.module.sleep = nap
    os.register_at_fork(after_in_child=hold)
    pid = student.log_lineage(path)
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return pid, file.read()
    except OSError:
        return pid, "(there is no such file)"


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
    if lines == right:
        return
    words = [line.split(" ")[0] for line in lines]
    shown = f"The file should have the lines {right!r}; it has {lines!r}."
    if not child.reaped:
        fail(f"{shown} Nobody waited for the child.", "no-wait")
    if words.count("before") > 1:
        fail(f"{shown} What stood in a buffer was written by both processes.", "unflushed-buffer")
    if "child" not in words:
        fail(shown, "unflushed-lost")
    if words == ["before", "after", "child"]:
        fail(f"{shown} The parent did not wait for the child's end.", "wrote-before-wait")
    if "before" not in words:
        fail(f"{shown} The first line is gone.", "emptied-again")
    if f"child {caller}" in lines:
        fail(f"{shown} {caller} is the parent's pid.", "pid-before-fork")
    fail(shown)
