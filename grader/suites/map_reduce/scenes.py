"""map_reduce: chunks that say what becomes of each attempt at them, and how an answer is read."""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from grader.scenario import fall, meet, observe, signal_for, wait_for
from grader.testing import Answer, Scene, Schedule, Submission, expect, fail, in_box

#: A patience that nobody should use up, and how much of it the whole call may take.
PATIENCE = 300.0
SOON = 150.0
#: How long a process may run on that was asked to end.
GRACE = 60.0
#: How many looks somebody may need who looks every millisecond.
STEPS = 100_000
#: What becomes of a call that never sees that a process has ended.
UNSEEN = dict.fromkeys(("DEADLOCKED", "TIMED_OUT", "CRASHED"), "end-without-result")


@in_box
def counts_of(chunk: Any) -> dict[str, int]:
    """Report the call; do what the chunk plans for this attempt; give its counts.

    A chunk is a number, the plans for its attempts, of which the last one is for all that follow, and counts.
    """
    number, plans, counts = chunk
    observe(["in", number])
    if os.environ["CALLER"] != str(os.getpid()):
        tried = next(tried for tried in count() if not wait_for(f"tried{number}-{tried}", patience=0.0))
        signal_for(f"tried{number}-{tried}")
        for step in plans[min(tried, len(plans) - 1)]:
            act(number, step)
    observe(["out", number])
    return {key: int(value) for key, value in counts.items()}


@in_box
def act(number: int, step: list[Any]) -> None:
    """Meet others, stay, ignore SIGTERM, or fail in one way or another."""
    match step:
        case ["meet", parties]:
            observe(["met", meet("all", parties)])
        case ["stay", seconds]:
            until = time.monotonic() + seconds
            while (left := until - time.monotonic()) > 0:
                time.sleep(left)
        case ["ignore SIGTERM"]:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        case ["fall", kind]:
            observe(["out", number])
            fall(kind)


@in_box
def reduced(student: Any, chunks: list[Any], workers: int, more: dict[str, Any]) -> object:
    """Call map_reduce; the answer as it is."""
    os.environ["CALLER"] = str(os.getpid())
    answer: object = student.map_reduce(chunks, counts_of, workers, **more)
    observe(["returned"])
    return answer


def chunk(number: int, counts: dict[str, int], *plans: list[list[Any]]) -> list[Any]:
    """A chunk with these counts; without a plan its mapper returns at once."""
    return [number, plans or [[]], counts]


def ask(
    submission: Submission,
    scene: Scene,
    chunks: list[Any],
    workers: int,
    blame: dict[str, str] | None = None,
    **more: Any,
) -> Answer:
    """The answer in plain order; without a patience nobody uses it up, with one limits are exact."""
    schedule = Schedule(exact=True, steps=STEPS) if "patience" in more else Schedule()
    more = {"patience": PATIENCE} | more
    answer = submission.play(scene, chunks, workers, more, blame=blame, schedule=schedule)
    if more["patience"] == PATIENCE:
        seen_in_time(answer)
    ran_elsewhere(answer)
    return answer


def each(
    submission: Submission, scene: Scene, chunks: list[Any], workers: int, haste: float = 2.0, **more: Any
) -> Iterator[Answer]:
    """The answers under many orders."""
    more = {"patience": PATIENCE} | more
    orders = submission.schedules(scene, chunks, workers, more, random=2, haste=haste, blame=UNSEEN)
    for answer in orders:
        seen_in_time(answer)
        yield answer


def seen_in_time(answer: Answer) -> None:
    """End the check if a mapper ran in the caller, or if patience was used up though everybody had ended."""
    ran_elsewhere(answer)
    took = max((seen.at for seen in answer.told("returned")), default=0.0)
    shown = f"No mapper took longer than 60 s, patience was {PATIENCE:g}; the function took {took:.0f} s."
    expect(took < SOON, shown, "end-without-result")


def stopped_in_time(answer: Answer, number: int, patience: float, diagnosis: str) -> None:
    """End the check unless each process of a chunk was stopped when patience was over, and not before."""
    for seen in answer.told("in", int):
        process = answer.process(seen.pid)
        if seen.value[1] != number or process is None:
            continue
        asked = [s.at for s in answer.outcome.evidence.signals if s.pid == seen.pid and s.at >= seen.at]
        first = min([*asked, process.end or math.inf]) - seen.at
        last = (process.end or math.inf) - seen.at
        shown = f"With patience={patience:g}, a mapper that took longer was "
        expect(first >= 0.95 * patience, f"{shown}stopped after {first:.1f} s.", "stopped-early")
        expect(first <= 1.5 * patience + 1.0, f"{shown}let alone for {first:.1f} s.", diagnosis)
        expect(last <= first + GRACE, f"{shown}asked to end, and ran on for {last - first:.1f} s.", diagnosis)


def ran_elsewhere(answer: Answer) -> list[int]:
    """The numbers of the chunks for which the mapper was called; ends the check if that was in the caller."""
    calls = answer.told("in", int)
    if any(seen.pid == answer.caller.pid for seen in calls):
        used_thread = answer.caller.threads > 1 and not answer.children
        fail(
            "The mapper was called in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    return [seen.value[1] for seen in calls]


def tried(answer: Answer, right: dict[int, int], innocent: tuple[int, ...]) -> None:
    """End the check unless every chunk was tried so often; ``innocent`` are those that never fail."""
    calls = ran_elsewhere(answer)
    found = {number: calls.count(number) for number in right}
    charged = [number for number in innocent if found[number] > 1]
    shown = f"The chunks should have been tried {right} times; they were {found} times."
    expect(not charged, f"Chunks that had not failed were tried again: {charged}.", "charged-for-others")
    expect(found == right, shown, "wrong-attempts")


def is_answer(
    value: object,
    totals: dict[str, int],
    given_up: list[int],
    diagnosis: str = "wrong-value",
    less: str = "wrong-value",
) -> None:
    """End the check unless this is the answer."""
    shown = f"The answer should be {(totals, given_up)!r:.300}; it is {value!r:.300}."
    expect(isinstance(value, tuple) and len(value) == 2, shown, "wrong-type")
    assert isinstance(value, tuple)
    found, left = value
    expect(isinstance(found, dict) and isinstance(left, list), shown, "wrong-type")
    if left != given_up and sorted(map(repr, left)) == sorted(map(repr, given_up)):
        fail(shown, "completion-order")
    expect(left == given_up, shown, diagnosis)
    numbers = [count for count in found.values() if isinstance(count, int)]
    more = sum(numbers) > sum(totals.values())
    expect(found == totals, shown, "counted-twice" if more else less)
