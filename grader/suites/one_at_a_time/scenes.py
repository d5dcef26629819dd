"""one_at_a_time: sections that tell who is in them, forks that meet one, and how an answer is read."""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Any

from grader.scenario import observe
from grader.testing import Answer, expect, in_box


@in_box
def stay(name: str, seconds: float, inside: Any = None) -> str:
    """A section: tell that it has begun, take this long, and tell that it ends."""
    observe(["in", name])
    if inside is not None:
        inside.set()
    time.sleep(seconds)
    observe(["out", name])
    return f"from {name}"


@in_box
def enter(student: Any, name: str, seconds: float, inside: Any = None) -> None:
    """Ask for a section of this name, and tell what came back."""
    try:
        observe(["back", name, student.one_at_a_time(lambda: stay(name, seconds, inside))])
    finally:
        if inside is not None:
            inside.set()


@in_box
def begun(student: Any, name: str, seconds: float) -> threading.Thread:
    """A thread that is in its section, for this long."""
    inside = threading.Event()
    thread = threading.Thread(target=enter, args=(student, name, seconds, inside))
    thread.start()
    inside.wait()
    return thread


@in_box
def paced(seconds: float) -> Callable[..., Any]:
    """A trace function with which each line of the submission takes a thread this long."""

    def trace(frame: FrameType, event: str, _what: object) -> Any:
        if os.path.basename(frame.f_code.co_filename) != "one_at_a_time.py":
            return None
        if event == "line":
            time.sleep(seconds)
        return trace

    return trace


@in_box
def enter_slowly(student: Any, name: str, seconds: float, pace: float) -> None:
    """Ask for a section, so slowly that other threads come between any two lines; with no pace as usual."""
    if pace:
        sys.settrace(paced(pace))
    enter(student, name, seconds)


@in_box
def side_by_side_threads(student: Any, names: list[str], seconds: float, paces: list[float]) -> None:
    """Threads that ask for a section each; a line of the submission takes each as long as its pace."""
    threads = [
        threading.Thread(target=enter_slowly, args=(student, name, seconds, pace))
        for name, pace in zip(names, paces, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@in_box
def forked(what: Callable[[], object]) -> int:
    """The pid of a child that does this, and ends."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        what()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


@in_box
def apart(student: Any, what: Callable[[], object]) -> int:
    """How a process ends that does this; then the caller asks once, too.

    The threads and forks are the scenario's: in the caller's process they would be a call's leftovers.
    """
    code = ended(forked(what))
    enter(student, "last", 0.0)
    return code


@in_box
def ended(pid: int) -> int:
    """Wait for a child; its exit code."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def alone(answer: Answer, names: list[str]) -> None:
    """End the check unless each of these sections ran once and came back, alone in its process."""
    begun_ones = [seen.value[1] for seen in answer.told("in", str)]
    back = {seen.value[1]: seen.value[2] for seen in answer.told("back", str, object)}
    lines = answer.stderr.strip().splitlines()
    told = f" ({lines[-1]:.100})" if lines else ""
    for name in names:
        count = begun_ones.count(name)
        shown = f"The section {name!r} was to be called once; it was called {count} times{told}."
        expect(count == 1, shown, "section-not-called" if count == 0 else "wrong-value")
        right = f"from {name}"
        got = back.get(name)
        shown = f"The section {name!r} returned {right!r}; the call gave {got!r}{told}."
        expect(got == right, shown, "wrong-value")
    inside: dict[int, str] = {}
    for seen in answer.seen:
        word, name = seen.value[:2]
        other = inside.get(seen.pid)
        if word == "in":
            shown = f"In one process the section {name!r} began while {other!r} was still going on."
            expect(other is None, shown, "two-at-once")
            inside[seen.pid] = name
        elif word == "out" and other == name:
            del inside[seen.pid]
