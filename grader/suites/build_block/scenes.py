"""build_block: functions that report and fail, and how an answer is read."""

from __future__ import annotations

import os
import signal
from typing import Any

from grader.runner.raises import fall
from grader.runner.stage import all_asleep, end_late, observe, settle
from grader.testing import Answer, Submission, expect, fail, in_box


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
        if what != "fall":
            end_late()
        if what == "stay":
            settle()
        elif what == "look":
            observe(["shared", shared_bytes()])
        elif where == str(index) and what != "fall":
            if what == "late":
                all_asleep()
            if what in ("raise", "late"):
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
        if isinstance(error, NotImplementedError) or not trouble.startswith(
            ("raise", "late", "kill", "fall")
        ):
            raise
        return "RuntimeError"


def ask(submission: Submission, scene: Any, *args: object, **more: Any) -> Answer:
    """Play the scene; a view that keeps the memory open gets its diagnosis."""
    try:
        return submission.play(scene, *args, **more)
    except Exception as error:
        finding: Any = error
        if getattr(finding, "diagnosis", "") is None and "exported pointers exist" in str(error):
            finding.diagnosis = "exported-view"
        raise


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
    expect(not lost, f"Of {n} bytes these were not computed: {lost}.", "remainder-dropped")
    expect(not again, f"Of {n} bytes these were computed more than once: {again}.", "wrong-value")
    expect(len(indices) == n, f"fill was called {len(indices)} times for {n} bytes.", "wrong-value")


def is_block(answer: Answer, n: int, salt: int, zeros: str = "set-in-child") -> None:
    """End the check unless the answer is these bytes; ``zeros`` says why none was computed."""
    value = answer.value
    right = bytes((salt + 7 * index) % 256 for index in range(n))
    expect(type(value) is bytes, f"The answer should be bytes; it is of type {value}.", "wrong-type")
    if value != right:
        zero = value == bytes(len(value))
        shown = f"{n} bytes should be {right.hex()[:60]}; they are {value.hex()[:60]} ({len(value)} bytes)."
        fail(shown, zeros if zero and len(value) == n else "wrong-value")


def most_inside(answer: Answer) -> int:
    """In how many processes fill was in progress at once, at most."""
    return answer.most_at_once("in", "out")
