"""fifo_exchange: functions that respond, and how an answer is read."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from typing import Any

from grader.scenario import observe
from grader.testing import ENDS, OPENS, Answer, Finding, Scene, Submission, diagnosed, expect, fail, in_box

#: How a text asks, without waiting, whether a process has ended.
ASKS = re.compile(r"WNOHANG|is_alive|\.exitcode|\.poll\(\)")
#: Longer than anybody pauses for a child to get ready; respond takes longer still.
PAUSE = 60.0


@in_box
def asked(request: bytes, pause: float = 0.0) -> bool:
    """Report the call, and stay for so many seconds; whether this is another process than the caller."""
    observe(["respond", len(request), request[:40]])
    if os.environ["CALLER"] == str(os.getpid()):
        return False
    time.sleep(pause)
    return True


@in_box
def exchange(student: Any, request: bytes, respond: Any) -> object:
    """Call fifo_exchange; the answer as it is."""
    os.environ["CALLER"] = str(os.getpid())
    answer: object = student.fifo_exchange(os.path.join(os.environ["TMPDIR"], "line"), request, respond)
    return answer


def ask(
    submission: Submission,
    scene: Scene,
    *args: object,
    requests: list[bytes],
    responses: list[bytes],
    **more: Any,
) -> Iterator[Answer]:
    """Play the scene in plain order and with late ends; all has to go to respond and through the pipes.

    With haste, a pause that is to last until the child is ready may be too short.
    """

    def why(finding: Finding) -> str | None:
        played, order = submission.outcomes[-1][0].played, submission.search
        if finding.verdict.value not in ("DEADLOCKED", "CRASHED") or played is None or order is None:
            return None
        if OPENS in order[1].hold:
            return "opens-without-waiting"
        return "sleep-for-wait" if played.hurried else None

    chosen: dict[str, Any] = {"held_back": (ENDS,), "random": 0, "haste": 0.0, "writes": True, **more}
    with diagnosed(why):
        for answer in submission.schedules(scene, *args, **chosen):
            responded_in_child(answer, requests)
            yield answer
            went_through_pipes(answer, b"".join(requests), b"".join(responses))


def responded_in_child(answer: Answer, requests: list[bytes]) -> None:
    """End the check unless respond was called once for each request, in other processes."""
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


def went_through_pipes(answer: Answer, request: bytes, response: bytes) -> None:
    """End the check unless the bytes went into the named pipes, the response by who responded."""
    responders = {seen.pid for seen in answer.told("respond", int, bytes)}
    for ending, data in ((".req", request), (".rep", response)):
        writes = [write for write in answer.writes_to("", f"line{ending}") if write.is_fifo]
        size = sum(write.size for write in writes)
        shown = f"{len(data)} bytes were to go through path + {ending}; {size} were written to it."
        expect(size == len(data), shown, "no-named-pipe")
        others = ending == ".rep" and any(write.pid not in responders for write in writes)
        expect(
            not others,
            "The response was not written by the process that called respond.",
            "written-by-another",
        )


def is_response(value: object, right: bytes, lost: str = "short-read") -> None:
    """End the check unless this is the response; ``lost`` is why it would be only a part of it."""
    expect(isinstance(value, bytes), f"The answer should be bytes; it is {value!r}.", "wrong-type")
    assert isinstance(value, bytes)
    shown = f"The response has {len(right)} bytes; the answer has {len(value)}."
    expect(value == right or not right.startswith(value), shown, lost)
    expect(value == right, f"The response is not the one that respond gave. {shown}", "wrong-value")
