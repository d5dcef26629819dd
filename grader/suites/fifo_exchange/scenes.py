"""fifo_exchange: a function that responds as its step says, and what holds for every answer."""

import gc
import io
import os
import sys
from typing import Any

from grader.scenario import act, observe, plan, planned
from grader.testing import (
    ENDS,
    Answer,
    Finding,
    Submission,
    by_text,
    expect,
    in_box,
    ran_in_children,
    same_bytes,
    scenario,
)

UNDECODED = by_text({"codec can't decode": "through-text"})
#: What a crash means when respond has been called: before the end of the request, or in an earlier round.
CALLED = by_text({"Broken pipe": "short-read", "File exists": "file-left"})
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
    """Report the call, and do what is planned."""
    observe(["in", len(request), request[:40]])
    act(planned())
    return response(request, planned())


@in_box
def tell_opens(event: str, args: Any) -> None:
    """Tell which pipe somebody opens without waiting for the other side, by its ending."""
    if event == "open" and isinstance(args[0], (str, bytes, os.PathLike)):
        ending = os.fsdecode(args[0])[-4:]
        if ending in (".req", ".rep") and args[2] & (os.O_NONBLOCK | os.O_RDWR):
            observe(["opens early", ending])


@in_box
def watch_exits() -> None:
    """Have os._exit tell that a file object of the response is still open: its buffer is lost."""
    module: Any = os
    leave = module._exit

    def left(status: int) -> None:
        try:
            for thing in gc.get_objects():
                is_open = isinstance(thing, io.BufferedWriter) and not thing.closed
                if is_open and os.readlink(f"/proc/self/fd/{thing.fileno()}").endswith(".rep"):
                    observe(["left open"])
        finally:
            leave(status)

    module._exit = left


@scenario
def exchanged(student: Any, rounds: list[tuple[bytes, list[Any]]]) -> list[object]:
    """The response to each request."""
    answers: list[object] = []
    sys.addaudithook(tell_opens)
    watch_exits()
    for request, step in rounds:
        plan(step)
        answers.append(student.fifo_exchange(os.path.join(os.environ["TMPDIR"], "line"), request, respond))
    return answers


def exchange(submission: Submission, rounds: Rounds, lost: str = "short-read", **more: Any) -> None:
    """End the check unless all responses come, in plain order and with late ends, through the pipes.

    ``lost`` is why a response would be only a part of it.
    """
    chosen: dict[str, Any] = {"held_back": (ENDS,), "random": 0, "haste": 0.0, "blame": opened_early, **more}
    requests, right = [request for request, _ in rounds], [response(*one) for one in rounds]
    for answer in submission.schedules(exchanged, rounds, writes=True, **chosen):
        responded_in_child(answer, requests)
        for value, wanted in zip(answer.value, right, strict=True):
            size = len(value) if isinstance(value, bytes) else 0
            other = "The response is not the one that respond gave. " if size == len(wanted) else ""
            shown = f"{other}The response has {len(wanted)} bytes; the answer has {size}."
            same_bytes(value, wanted, shown, why_lost(answer, len(wanted) - size, lost))
        went_through_pipe(answer, ".req", b"".join(requests))
        went_through_pipe(answer, ".rep", b"".join(right))


def opened_early(finding: Finding) -> str | None:
    """The diagnosis of a call that gives no answer because somebody did not wait in an open of a pipe."""
    early = {seen.value[1] for seen in finding.answer.told("opens early", str)}
    waits = finding.answer.outcome.evidence.waits
    alone = early.intersection(wait.target[-4:] for wait in waits if wait.kind == "fifo")
    unproved = finding.diagnosis in (None, "wait-before-read")
    refused = early and "No such device" in finding.message
    if (alone and unproved) or refused:
        return "opens-without-waiting"
    called = finding.answer.told("in", int, bytes)
    return (CALLED(finding) if called else None) or UNDECODED(finding)


def why_lost(answer: Answer, missing: int, lost: str) -> str:
    """The diagnosis of a response that lacks so many bytes: ``lost``, unless they were never written."""
    if answer.told("left open") and missing <= io.DEFAULT_BUFFER_SIZE:
        return "unflushed-lost"
    return lost if answer.writes_to("", "line.rep") or lost != "short-read" else "wrong-value"


def responded_in_child(answer: Answer, requests: list[bytes]) -> None:
    """End the check unless respond was called once for each request, in other processes."""
    calls, right = ran_in_children(answer, int, bytes, what="respond"), [*map(len, requests)]
    shown = f"respond should get {right} bytes; it got {[seen.value[1] for seen in calls]}."
    expect(len(calls) == len(right), shown, "wrong-value")
    for seen, request in zip(calls, requests, strict=True):
        size, begin = seen.value[1:]
        same_bytes(begin, request[:40], shown)
        expect(size == len(request), shown, "short-read" if size < len(request) else "wrong-value")


def went_through_pipe(answer: Answer, ending: str, data: bytes) -> None:
    """End the check unless the bytes went into the named pipe, a response by who responded."""
    writes = [write for write in answer.writes_to("", f"line{ending}") if write.is_fifo]
    size = sum(write.size for write in writes)
    shown = f"{len(data)} bytes should go through path + {ending}; {size} were written to it."
    expect(size == len(data), shown, "no-named-pipe" if size < len(data) else "wrong-value")
    responders = {seen.pid for seen in answer.told("in", int, bytes)}
    others = ending == ".rep" and any(write.pid not in responders for write in writes)
    shown = "The response was not written by the process that called respond."
    expect(not others, shown, "written-by-another")
