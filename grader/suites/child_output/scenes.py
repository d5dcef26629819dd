"""child_output: functions that write, and how an answer is read."""

from __future__ import annotations

import os
import re
import stat
import time
from typing import Any

from grader.scenario import observe, place
from grader.testing import Answer, Submission, expect, fail, in_box

#: How a text asks, without waiting, whether a process has ended.
ASKS = re.compile(r"WNOHANG|is_alive|\.exitcode|\.poll\(\)")


@in_box
def begin(fd: int) -> bool:
    """Report the call, and stay for a moment; whether this is another process."""
    observe(["produce", stat.S_ISFIFO(os.fstat(fd).st_mode), place(fd)])
    if os.environ["CALLER"] == str(os.getpid()):
        return False
    time.sleep(0.01)
    return True


@in_box
def output_of(student: Any, produce: Any) -> object:
    """Call child_output; the answer as it is."""
    os.environ["CALLER"] = str(os.getpid())
    answer: object = student.child_output(produce)
    return answer


def ran_in_child(answer: Answer, calls: int = 1) -> None:
    """End the check unless produce was called so often, each time in another process and with a pipe."""
    called = answer.told("produce", bool, str)
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


def why_lost(submission: Submission) -> str:
    """Why bytes are missing: who asks whether the child lives has not read after its end."""
    return "ended-is-not-read" if ASKS.search(submission.source) else "short-read"


def is_answer(answer: Answer, value: object, data: bytes, code: int, lost: str = "short-read") -> None:
    """End the check unless these are the bytes and the exit code, and every child really ended so."""
    right = f"({shown(data)}, {code})"
    is_pair = isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], bytes)
    if not (is_pair and isinstance(value, tuple)):
        fail(f"The answer should be {right}; it is {value!r}.", "wrong-type")
    text = f"The answer should be {right}; it is ({shown(value[0])}, {value[1]!r})."
    if value[0] != data and data.startswith(value[0]):
        limit = lost == "limit-for-end"
        fail(f"A time limit ran out before the child was done. {text}" if limit else text, lost)
    expect(value[0] == data, text, "wrong-value")
    expect(value[1] == code or value[1] != code << 8, text, "raw-status")
    expect(value[1] == code, text)
    for seen in answer.told("produce", bool, str):
        child = answer.process(seen.pid)
        if child is not None and child.end is not None:
            ended = f"The process that called produce ended with exit code {child.exitcode}, not {code}."
            expect(child.exitcode == code, ended, "believes-message")


def wrote_it(answer: Answer, call: int, data: bytes) -> None:
    """End the check unless the process of this call wrote these bytes into the pipe that it was given."""
    called = answer.told("produce", bool, str)[call]
    writes = answer.writes_to(called.value[2])
    own = b"".join(write.data for write in writes if write.pid == called.pid)
    expect(
        own == data,
        "The bytes in the pipe are not those of the process that called produce.",
        "written-by-another",
    )


def shown(data: bytes) -> str:
    """The bytes, or how many they are."""
    return repr(data) if len(data) <= 60 else f"{len(data)} bytes"
