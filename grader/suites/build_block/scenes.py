"""build_block: functions that report and fail, and how an answer is read."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

from grader.scenario import fall, observe
from grader.testing import (
    ENDS,
    LATE,
    MARKS,
    Answer,
    Finding,
    Scene,
    Schedule,
    Submission,
    diagnosed,
    expect,
    fail,
    in_box,
)


@in_box
def level(index: int) -> int:
    """Report the call; do what is asked for in the environment; the value of this byte."""
    what, _, where = os.environ["TROUBLE"].partition(" ")
    value = (int(os.environ["SALT"]) + 7 * index) % 256
    if what == "look" and index:
        return value
    observe(["in", index])
    if os.environ["CALLER"] != str(os.getpid()):
        if what == "fall" and where == str(index):
            fall(os.environ["KIND"])
        if what == "stay":
            time.sleep(600.0 if where == str(index) else 0.1)
        elif what == "look":
            observe(["shared", shared_bytes()])
        elif where == str(index) and what != "fall":
            if what == "raise":
                raise LookupError("no such byte")
            os.kill(os.getpid(), signal.SIGKILL)
    observe(["out", index])
    return value


@in_box
def shared_bytes() -> int:
    """The size of the largest mapping, of this process or the caller, that is shared and may be written."""
    sizes = [0]
    for pid in ("self", os.environ["CALLER"]):
        with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as maps:
            for line in maps:
                span, rights = line.split()[:2]
                if rights == "rw-s":
                    begin, end = (int(part, 16) for part in span.split("-"))
                    sizes.append(end - begin)
    return max(sizes)


@in_box
def block_of(student: Any, n: int, workers: int, salt: int, trouble: str = "") -> object:
    """Call build_block; the answer, or what it raised."""
    os.environ.update(CALLER=str(os.getpid()), SALT=str(salt), TROUBLE=trouble)
    try:
        block = student.build_block(n, workers, level)
        return block if type(block) is bytes else [type(block).__name__]
    except RuntimeError as error:
        if isinstance(error, NotImplementedError) or not trouble.startswith(("raise", "kill", "fall")):
            raise
        return "RuntimeError"


def ask(submission: Submission, scene: Scene, *args: object, **more: Any) -> Answer:
    """Play the scene in plain order; a view that keeps the memory open gets its diagnosis."""
    with diagnosed(open_view):
        return submission.play(scene, *args, **{"schedule": Schedule(), **more})


def each(submission: Submission, scene: Scene, *args: object, **more: Any) -> Iterator[Answer]:
    """Play the scene under many orders."""
    with diagnosed(open_view):
        yield from submission.schedules(
            scene, *args, **{"held_back": (MARKS, LATE, ENDS), "random": 2, **more}
        )


def open_view(finding: Finding) -> str | None:
    """The diagnosis of a view that keeps the memory open."""
    unknown = finding.diagnosis is None and "exported pointers exist" in str(finding)
    return "exported-view" if unknown else None


def ran_elsewhere(answer: Answer) -> list[int]:
    """The indices for which fill was called; ends the check if that was in the caller."""
    calls = answer.told("in", int)
    if any(seen.pid == answer.caller.pid for seen in calls):
        used_thread = answer.caller.threads > 1 and not answer.children
        fail(
            "fill was called in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    return [seen.value[1] for seen in calls]


def each_once(answer: Answer, n: int) -> None:
    """End the check unless fill was called once for every byte."""
    indices = ran_elsewhere(answer)
    lost = sorted(set(range(n)) - set(indices))
    again = sorted({index for index in indices if indices.count(index) > 1})
    why = "sleep-for-wait" if answer.hurried else "remainder-dropped"
    expect(not lost, f"Of {n} bytes these were not computed: {lost}.", why)
    expect(not again, f"Of {n} bytes these were computed more than once: {again}.", "wrong-value")
    expect(len(indices) == n, f"fill was called {len(indices)} times for {n} bytes.", "wrong-value")


def is_block(answer: Answer, n: int, salt: int) -> None:
    """End the check unless the answer is these bytes."""
    value = answer.value
    right = bytes((salt + 7 * index) % 256 for index in range(n))
    expect(type(value) is bytes, f"The answer should be bytes; it is of type {value}.", "wrong-type")
    if value != right:
        zero = value == bytes(len(value))
        shown = f"{n} bytes should be {right.hex()[:60]}; they are {value.hex()[:60]} ({len(value)} bytes)."
        why = "set-in-child" if zero and len(value) == n else "wrong-value"
        fail(shown, "sleep-for-wait" if answer.hurried else why)


def most_inside(answer: Answer) -> int:
    """In how many processes fill was in progress at once, at most."""
    return answer.most_at_once("in", "out")
