"""fifo_exchange: a function that responds as its step says, and what holds for every answer."""

from __future__ import annotations

import json
import os
import re
from typing import Any

from grader.scenario import act, in_caller, observe
from grader.testing import (
    ENDS,
    OPENS,
    Answer,
    Finding,
    Submission,
    expect,
    fail,
    in_box,
    ran_in_children,
    scenario,
    through_text,
)

#: How a text asks, without waiting, whether a process has ended.
ASKS = re.compile(r"WNOHANG|is_alive|\.exitcode|\.poll\(\)")
#: Requests, and what to do with each: ``["times", n]``, ``["nothing"]``, or as items say, then reverse it.
Rounds = list[tuple[bytes, list[Any]]]


@in_box
def response(request: bytes, step: list[Any]) -> bytes:
    """What should come of a request."""
    match step:
        case ["times", times]:
            return request * int(times)
        case ["nothing"] | ["fall", _]:
            return b""
    return request[::-1]


@in_box
def respond(request: bytes) -> bytes:
    """Report the call, and do what the environment says."""
    observe(["in", len(request), request[:40]])
    step = json.loads(os.environ["STEP"])
    if not in_caller():
        act(step)
    return response(request, step)


@scenario
def exchanged(student: Any, rounds: list[tuple[bytes, list[Any]]]) -> list[object]:
    """The response to each request."""
    answers: list[object] = []
    for request, step in rounds:
        os.environ["STEP"] = json.dumps(step)
        path = os.path.join(os.environ["TMPDIR"], "line")
        answers.append(student.fifo_exchange(path, request, respond))
    return answers


def exchange(
    submission: Submission, rounds: Rounds, lost: str = "short-read", stuck: str | None = None, **more: Any
) -> None:
    """End the check unless all responses come, in plain order and with late ends, through the pipes.

    ``lost`` is why a response would be only a part of it, ``stuck`` the diagnosis of a deadlock. With haste,
    a pause that is to last until the child is ready may be too short.
    """

    def why(finding: Finding) -> str | None:
        played, order = submission.outcomes[-1][0].played, submission.search
        if finding.verdict.value not in ("DEADLOCKED", "CRASHED") or played is None or order is None:
            return None
        early = "sleep-for-wait" if played.hurried else None
        known = stuck if finding.verdict.value == "DEADLOCKED" else None
        return "opens-without-waiting" if OPENS in order[1].hold else early or known

    chosen: dict[str, Any] = {"held_back": (ENDS,), "random": 0, "haste": 0.0, **more}
    right = [response(*one) for one in rounds]
    for answer in submission.schedules(exchanged, rounds, writes=True, blame=why, **chosen):
        responded_in_child(answer, [request for request, _ in rounds])
        values = answer.value
        for value, wanted in zip(values, right, strict=True):
            is_response(value, wanted, lost)
        went_through_pipe(answer, ".req", b"".join(request for request, _ in rounds))
        went_through_pipe(answer, ".rep", b"".join(right))


def responded_in_child(answer: Answer, requests: list[bytes]) -> None:
    """End the check unless respond was called once for each request, in other processes."""
    calls = ran_in_children(answer, int, bytes, what="respond")
    got = [(seen.value[1], seen.value[2]) for seen in calls]
    right = [(len(request), request[:40]) for request in requests]
    pairs = [*zip(got, right, strict=True)] if len(got) == len(right) else []
    short = any(a[0] < b[0] and b[1].startswith(a[1]) for a, b in pairs)
    shown = f"respond should get {[size for size, _ in right]} bytes; it got {[size for size, _ in got]}."
    text = any(through_text(a[1], b[1]) for a, b in pairs)
    expect(got == right, shown, "through-text" if text else "short-read" if short else "wrong-value")


def went_through_pipe(answer: Answer, ending: str, data: bytes) -> None:
    """End the check unless the bytes went into the named pipe, a response by who responded."""
    writes = [write for write in answer.writes_to("", f"line{ending}") if write.is_fifo]
    size = sum(write.size for write in writes)
    shown = f"{len(data)} bytes were to go through path + {ending}; {size} were written to it."
    expect(size == len(data), shown, "no-named-pipe")
    responders = {seen.pid for seen in answer.told("in", int, bytes)}
    others = ending == ".rep" and any(write.pid not in responders for write in writes)
    shown = "The response was not written by the process that called respond."
    expect(not others, shown, "written-by-another")


def is_response(value: object, right: bytes, lost: str) -> None:
    """End the check unless this is the response; ``lost`` is why it would be only a part of it."""
    if not isinstance(value, bytes):
        fail(f"The answer should be bytes; it is {value!r}.", "wrong-type")
    shown = f"The response has {len(right)} bytes; the answer has {len(value)}."
    expect(value == right or not right.startswith(value), shown, lost)
    why = "through-text" if through_text(value, right) else "wrong-value"
    expect(value == right, f"The response is not the one that respond gave. {shown}", why)
