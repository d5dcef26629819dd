"""child_output: functions that write, and how an answer is read."""

from __future__ import annotations

import os
import stat
import time
from typing import Any

from grader.runner.members import state
from grader.runner.pauses import short_pauses
from grader.runner.stage import observe
from grader.testing import Answer, expect, fail, in_box


@in_box
def begin(fd: int) -> bool:
    """Report the call, and stay until the caller waits; whether this is another process."""
    observe(["produce", stat.S_ISFIFO(os.fstat(fd).st_mode)])
    if os.environ["CALLER"] == str(os.getpid()):
        return False
    until_the_caller_sleeps()
    return True


@in_box
def until_the_caller_sleeps() -> None:
    """Stay until the caller sleeps, which is what waiting looks like; at most 0.3 s."""
    asleep, deadline = 0, time.monotonic() + 0.3
    while asleep < 5 and time.monotonic() < deadline:
        asleep = asleep + 1 if state(int(os.environ["CALLER"])) == "S" else 0
        time.sleep(0.004)


@in_box
def output_of(student: Any, produce: Any) -> object:
    """Call child_output; the answer as it is. Sleeping is no waiting: the caller's sleeps are cut short."""
    os.environ["CALLER"] = str(os.getpid())
    with short_pauses(student.module):
        answer: object = student.child_output(produce)
    return answer


def ran_in_child(answer: Answer, calls: int = 1) -> None:
    """End the check unless produce was called so often, each time in another process and with a pipe."""
    called = [seen for seen in answer.seen if seen.value[0] == "produce"]
    if any(seen.pid == answer.caller.pid for seen in called):
        used_thread = answer.caller.threads > 1
        fail(
            "produce ran in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    expect(
        len(called) == calls, f"produce was called {len(called)} times; {calls} was asked for.", "wrong-value"
    )
    expect(
        all(seen.value[1] for seen in called),
        "produce was given something that is no pipe.",
        "wrong-descriptor",
    )


def is_answer(value: object, data: bytes, code: int, lost: str = "short-read") -> None:
    """End the check unless the answer is these bytes and this exit code."""
    right = f"({shown(data)}, {code})"
    is_pair = isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], bytes)
    if not (is_pair and isinstance(value, tuple)):
        fail(f"The answer should be {right}; it is {value!r}.", "wrong-type")
    text = f"The answer should be {right}; it is ({shown(value[0])}, {value[1]!r})."
    expect(value[0] == data or not data.startswith(value[0]), text, lost)
    expect(value[0] == data, text, "wrong-value")
    expect(value[1] == code or value[1] != code << 8, text, "raw-status")
    expect(value[1] == code, text)


def shown(data: bytes) -> str:
    """The bytes, or how many they are."""
    return repr(data) if len(data) <= 60 else f"{len(data)} bytes"
