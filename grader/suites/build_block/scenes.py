"""build_block: a function that reports and fails, and what holds for every answer."""

import os
import re
from pathlib import Path
from typing import Any

from grader.scenario import act, caller, observe, plan, planned
from grader.testing import ENDS, LATE, MARKS, Answer, Submission, by_text, expect, in_box, scenario
from grader.testing import ran_in_children as called_in_children

ORDERS: dict[str, Any] = {"held_back": (MARKS, LATE, ENDS), "random": 2}
OPEN_VIEW = by_text({"exported pointers exist": "exported-view"})


@in_box
def level(index: int) -> int:
    """Report the call; do what is planned for this byte, or for every one; the byte's value.

    If it is only to ``look``, the first byte tells how much memory processes share.
    """
    salt, steps = planned()
    if "look" in steps:
        return look() if index == 0 else 0
    observe(["in", index])
    act(steps.get(str(index), steps.get("*")))
    observe(["out", index])
    return int(salt + 7 * index) % 256


@in_box
def look() -> int:
    """Tell how large the largest memory is that this process or the caller shares and may write."""
    observe(["in", 0])
    maps = (Path(f"/proc/{pid}/maps").read_text("utf-8", "replace") for pid in (os.getpid(), caller()))
    spans = re.findall(r"^(\w+)-(\w+) rw-s", "".join(maps), re.MULTILINE)
    observe(["shared", max((int(end, 16) - int(begin, 16) for begin, end in spans), default=0)])
    return 0


@scenario
def blocks(student: Any, n: int, workers: int, salt: int, rounds: list[dict[str, Any]]) -> list[object]:
    """For each round of steps, by byte: the block, or what was raised where a step is to fall."""
    found: list[object] = []
    for steps in rounds:
        plan([salt, steps])
        try:
            block = student.build_block(n, workers, level)
            found.append(block if type(block) is bytes else type(block).__name__)
        except RuntimeError as error:
            if isinstance(error, NotImplementedError) or "fall" not in str(steps):
                raise
            found.append("RuntimeError")
    return found


def indices(answer: Answer) -> list[int]:
    """The bytes that fill was called for; ends the check if it was in the caller's process."""
    return [seen.value[1] for seen in called_in_children(answer, int, what="fill")]


def block(answer: Answer) -> Any:
    """The block, or what came instead of one."""
    return answer.value[0] if answer.value else None


def builds(submission: Submission, n: int, workers: int, **more: Any) -> None:
    """End the check unless, in many orders, fill is called once for each byte, and the answer is these."""
    salt = submission.random.randrange(1, 256)
    right = block_of(n, salt)
    for answer in submission.schedules(blocks, n, workers, salt, [{}], blame=OPEN_VIEW, **{**ORDERS, **more}):
        called, hurried = indices(answer), "sleep-for-wait" if answer.hurried else None
        lost = sorted({*range(n)}.difference(called))
        again = sorted({index for index in called if called.count(index) > 1})
        expect(not lost, f"Of {n} bytes these were not computed: {lost}.", hurried or "remainder-dropped")
        twice = "lost-update" if answer.raced else "wrong-value"
        expect(not again, f"Of {n} bytes these were computed more than once: {again}.", twice)
        expect(len(called) == n, f"fill was called {len(called)} times for {n} bytes.", "wrong-value")
        value = block(answer)
        expect(type(value) is bytes, f"The answer should be bytes; it is a {value}.", "wrong-type")
        shown = f"{n} bytes should be {right.hex()[:60]}; they are {value.hex()[:60]} ({len(value)} bytes)."
        expect(value == right, shown, hurried or ("set-in-child" if value == bytes(n) else "wrong-value"))


def block_of(n: int, salt: int) -> bytes:
    """The bytes that are right."""
    return bytes((salt + 7 * index) % 256 for index in range(n))
