"""build_block: functions that report and fail, and what holds for every answer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from grader.scenario import act, caller, in_caller, observe
from grader.testing import (
    ENDS,
    LATE,
    MARKS,
    Answer,
    Finding,
    Submission,
    expect,
    in_box,
    ran_in_children,
    scenario,
)


@in_box
def level(index: int) -> int:
    """Report the call; do what the environment says for this byte, or for every one; the byte's value."""
    observe(["in", index])
    steps = json.loads(os.environ["STEPS"])
    if not in_caller():
        act(steps.get(str(index), steps.get("*")))
    observe(["out", index])
    return (int(os.environ["SALT"]) + 7 * index) % 256


@scenario
def blocks(student: Any, n: int, workers: int, salt: int, rounds: list[dict[str, Any]]) -> list[object]:
    """For each round of steps, by byte: the block, or what was raised where a step is to fall."""
    found: list[object] = []
    for steps in rounds:
        os.environ.update(SALT=str(salt), STEPS=json.dumps(steps))
        try:
            block = student.build_block(n, workers, level)
            found.append(block if type(block) is bytes else [type(block).__name__])
        except RuntimeError as error:
            if isinstance(error, NotImplementedError) or "fall" not in os.environ["STEPS"]:
                raise
            found.append("RuntimeError")
    return found


@in_box
def look(index: int) -> int:
    """Tell, for the first byte, how large the largest memory is that is shared and may be written.

    That of this process or of the caller.
    """
    if index:
        return 0
    observe(["in", index])
    sizes = [0]
    for pid in (os.getpid(), caller()):
        with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as maps:
            spans = [line.split()[0].split("-") for line in maps if line.split()[1] == "rw-s"]
        sizes += [int(end, 16) - int(begin, 16) for begin, end in spans]
    observe(["shared", max(sizes)])
    return 0


def each(
    submission: Submission, n: int, workers: int, salt: int, steps: Any, **more: Any
) -> Iterator[Answer]:
    """Play the building of a block under many orders."""
    orders: dict[str, Any] = {"held_back": (MARKS, LATE, ENDS), "random": 2, "blame": open_view, **more}
    return submission.schedules(blocks, n, workers, salt, [steps], **orders)


def open_view(finding: Finding) -> str | None:
    """The diagnosis of a view that keeps the memory open."""
    return "exported-view" if not finding.diagnosis and "exported pointers exist" in str(finding) else None


def wrong_exception(finding: Finding) -> str | None:
    """The diagnosis where RuntimeError was to be raised."""
    return "wrong-exception" if finding.verdict.value == "CRASHED" else None


def unnoticed(finding: Finding) -> str | None:
    """The diagnosis where RuntimeError was to be raised, and the call may wait for who has ended."""
    return wrong_exception(finding) or "failure-unnoticed"


def is_built(answer: Answer, n: int, salt: int) -> None:
    """End the check unless fill was called once for every byte, elsewhere, and the answer is these bytes."""
    indices = [seen.value[1] for seen in ran_in_children(answer, int, what="fill")]
    lost = sorted(set(range(n)) - set(indices))
    again = sorted({index for index in indices if indices.count(index) > 1})
    hurried = "sleep-for-wait" if answer.hurried else None
    expect(not lost, f"Of {n} bytes these were not computed: {lost}.", hurried or "remainder-dropped")
    expect(not again, f"Of {n} bytes these were computed more than once: {again}.", "wrong-value")
    expect(len(indices) == n, f"fill was called {len(indices)} times for {n} bytes.", "wrong-value")
    right, value = block_of(n, salt), only(answer)
    expect(type(value) is bytes, f"The answer should be bytes; it is of type {value}.", "wrong-type")
    shown = f"{n} bytes should be {right.hex()[:60]}; they are {value.hex()[:60]} ({len(value)} bytes)."
    expect(value == right, shown, hurried or ("set-in-child" if value == bytes(n) else "wrong-value"))


def only(answer: Answer) -> Any:
    """What came of the one round."""
    values = answer.value
    (value,) = values
    return value


def block_of(n: int, salt: int) -> bytes:
    """The bytes that are right."""
    return bytes((salt + 7 * index) % 256 for index in range(n))
