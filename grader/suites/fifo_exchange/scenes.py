"""fifo_exchange: a call whose pipes are watched, functions that respond, and how an answer is read."""

from __future__ import annotations

import os
import stat
from typing import Any

from grader.runner.hurry import ends_late
from grader.runner.pauses import short_pauses
from grader.runner.stage import observe
from grader.testing import Answer, Submission, diagnosed, expect, fail, in_box


@in_box
def asked(request: bytes) -> bool:
    """Report the call; whether it is in another process."""
    observe(["respond", len(request), request[:40]])
    for ending in (".req", ".rep"):
        try:
            if stat.S_ISFIFO(os.stat(os.environ["PIPES"] + ending).st_mode):
                observe(["pipe", ending])
        except OSError:
            continue
    return os.environ["CALLER"] != str(os.getpid())


@in_box
def echo(request: bytes) -> bytes:
    """The request, backwards."""
    asked(request)
    return request[::-1]


@in_box
def exchange(student: Any, request: bytes, respond: Any) -> object:
    """Call fifo_exchange; the answer as it is. A forked child ends only when the caller waits.

    Sleeping is no waiting: the caller's sleeps are cut short.
    """
    path = os.path.join(os.environ["TMPDIR"], "line")
    os.environ["CALLER"], os.environ["PIPES"] = str(os.getpid()), path
    told: list[bool] = []

    def slept() -> None:
        if not told:
            told.append(True)
            observe(["slept"])

    for name in ("mkfifo", "mknod"):
        watch(student.module, name)
    with short_pauses(student.module, slept), ends_late(student.module):
        answer: object = student.fifo_exchange(path, request, respond)
    return answer


@in_box
def watch(module: Any, name: str) -> None:
    """Report the pipes that are made with this function of os."""
    real = getattr(os, name)
    if hasattr(real, "watched"):
        return

    def watched(path: Any, *args: Any, **more: Any) -> None:
        real(path, *args, **more)
        if stat.S_ISFIFO(os.stat(path).st_mode):
            observe(["pipe", os.fsdecode(path)[-4:]])

    watched.watched = True  # type: ignore[attr-defined]
    setattr(os, name, watched)
    if getattr(module, name, None) is real:
        setattr(module, name, watched)


def ask(submission: Submission, scene: Any, *args: object, **more: Any) -> Answer:
    """Play the scene; if a caller that has slept does not come back with an answer, that is why."""
    with diagnosed(lambda _: "sleep-for-wait" if slept_before(submission) else None):
        return submission.play(scene, *args, **more)


def slept_before(submission: Submission) -> bool:
    """Whether the caller has said that it slept."""
    said = submission.outcomes[-1][0].evidence.observations if submission.outcomes else []
    return any(o.value == ["slept"] for o in said)


def responded_in_child(answer: Answer, requests: list[bytes]) -> None:
    """End the check unless respond was called once for each request, in other processes, over named pipes."""
    calls = answer.told("respond", int, bytes)
    if any(seen.pid == answer.caller.pid for seen in calls):
        used_thread = answer.caller.threads > 1
        fail(
            "respond ran in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    got = [(seen.value[1], seen.value[2]) for seen in calls]
    right = [(len(request), request[:40]) for request in requests]
    pairs = zip(got, right, strict=True) if len(got) == len(right) else ()
    short = any(a[0] < b[0] and b[1].startswith(a[1]) for a, b in pairs)
    shown = f"respond should get {[size for size, _ in right]} bytes; it got {[size for size, _ in got]}."
    expect(got == right, shown, "short-read" if short else "wrong-value")
    pipes = {seen.value[1] for seen in answer.told("pipe", str)}
    missing = sorted({".req", ".rep"} - pipes)
    expect(not missing, f"There was no named pipe at path + {' and '.join(missing)}.", "no-named-pipe")


def went_through_pipes(answer: Answer, request: bytes, response: bytes) -> None:
    """End the check unless the bytes went into the named pipes, the response by who responded."""
    responder = answer.told("respond", int, bytes)[0].pid
    through = {
        ending: [write for write in answer.writes_to("", f"line{ending}") if write.is_fifo]
        for ending in (".req", ".rep")
    }
    for ending, data in ((".req", request), (".rep", response)):
        size = sum(write.size for write in through[ending])
        shown = f"{len(data)} bytes were to go through path + {ending}; {size} were written to it."
        expect(size == len(data), shown, "no-named-pipe")
    others = [write.pid for write in through[".rep"] if write.pid != responder]
    shown = f"The response was not written by the process that called respond ({responder})."
    expect(not others, shown, "written-by-another")


def is_response(value: object, right: bytes) -> None:
    """End the check unless this is the response."""
    expect(isinstance(value, bytes), f"The answer should be bytes; it is {value!r}.", "wrong-type")
    assert isinstance(value, bytes)
    shown = f"The response has {len(right)} bytes; the answer has {len(value)}."
    expect(value == right or not right.startswith(value), shown, "short-read")
    expect(value == right, f"The response is not the one that respond gave. {shown}", "wrong-value")
