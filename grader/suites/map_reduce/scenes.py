"""map_reduce: chunks that say what becomes of each attempt at them, and what holds for every answer."""

from __future__ import annotations

import math
import signal
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any

from grader.scenario import act, in_caller, observe, signal_for, wait_for
from grader.testing import (
    Answer,
    Schedule,
    Submission,
    expect,
    fail,
    in_box,
    ran_in_children,
    scenario,
)

#: A patience that nobody should use up, and how much of it the whole call may take.
PATIENCE, SOON = 300.0, 150.0
#: How long a process may run on that was asked to end.
GRACE = 60.0
#: How many looks somebody may need who looks every millisecond.
STEPS = 100_000
#: A number, which is the index unless a check says otherwise; a plan for each attempt; the counts.
Chunk = tuple[int, list[list[Any]], dict[str, int]]


@in_box
def counts_of(chunk: Any) -> dict[str, int]:
    """Report the call; do what the chunk plans for this attempt, the last plan for all further ones."""
    number, plans, counts = chunk
    observe(["in", number])
    try:
        if not in_caller():
            tried = next(tried for tried in count() if not wait_for(f"tried{number}-{tried}", patience=0.0))
            signal_for(f"tried{number}-{tried}")
            for step in plans[min(tried, len(plans) - 1)]:
                if step[0] == "ignore SIGTERM":
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                act(step)
    finally:
        observe(["out", number])
    return {key: int(value) for key, value in counts.items()}


@scenario
def reduced(student: Any, chunks: list[Any], workers: int, more: dict[str, Any]) -> object:
    """The answer for these chunks."""
    answer: object = student.map_reduce(chunks, counts_of, workers, **more)
    observe(["returned"])
    return answer


def chunk(number: int, counts: dict[str, int], *plans: list[list[Any]]) -> Chunk:
    """A chunk with these counts; without a plan its mapper returns at once."""
    return number, [*plans] or [[]], counts


def ask(submission: Submission, chunks: list[Chunk], workers: int, blame: Any = None, **more: Any) -> Answer:
    """The answer in plain order; without a patience nobody uses it up, with one limits are exact."""
    schedule = Schedule(exact=True, steps=STEPS) if "patience" in more else Schedule()
    given = {"patience": PATIENCE, **more}
    answer = submission.play(reduced, chunks, workers, given, blame=blame, schedule=schedule)
    seen_in_time(answer, given["patience"])
    return answer


def each(submission: Submission, chunks: list[Chunk], haste: float, **more: Any) -> Iterator[Answer]:
    """The answers of two processes under many orders."""
    given, blame = {"patience": PATIENCE, **more}, "end-without-result"
    for answer in submission.schedules(reduced, chunks, 2, given, random=2, haste=haste, blame=blame):
        seen_in_time(answer, PATIENCE)
        yield answer


def seen_in_time(answer: Answer, patience: float) -> None:
    """End the check if a mapper ran in the caller, or if patience was used up though everybody had ended."""
    ran_in_children(answer, int, what="The mapper")
    took = max((seen.at for seen in answer.told("returned")), default=0.0)
    shown = f"No mapper took longer than 60 s, patience was {patience:g}; the function took {took:.0f} s."
    expect(took < SOON or patience != PATIENCE, shown, "end-without-result")


def attempts_at(one: Chunk, attempts: int, patience: float) -> tuple[int, bool]:
    """How many attempts a chunk should need, and whether the last one should succeed."""
    for tried in range(attempts):
        plan = one[1][min(tried, len(one[1]) - 1)]
        if not any(step[0] == "fall" or (step[0] == "stay" and step[1] > patience) for step in plan):
            return tried + 1, True
    return attempts, False


def is_right(
    answer: Answer,
    chunks: list[Chunk],
    why: str = "wrong-value",
    less: str = "",
    attempts: int = 3,
    patience: float = PATIENCE,
) -> None:
    """End the check unless the totals, and the chunks given up, are right; ``less`` is why counts lack."""
    right, given_up = Counter[str](), []
    for index, one in enumerate(chunks):
        if attempts_at(one, attempts, patience)[1]:
            right.update(one[2])
        else:
            given_up.append(index)
    value, totals = answer.value, dict(right)
    shown = f"The answer should be {(totals, given_up)!r:.300}; it is {value!r:.300}."
    match value:
        case (dict() as found, list() as left):
            moved = left != given_up and sorted(map(repr, left)) == sorted(map(repr, given_up))
            expect(left == given_up, shown, "completion-order" if moved else why)
            more = sum(n for n in found.values() if isinstance(n, int)) > right.total()
            expect(found == totals, shown, "counted-twice" if more else less or why)
        case _:
            fail(shown, "wrong-type")


def right_attempts(
    answer: Answer, chunks: list[Chunk], attempts: int = 3, patience: float = PATIENCE
) -> None:
    """End the check unless every chunk was tried as often as it failed, and those that do not fail once."""
    found = Counter(seen.value[1] for seen in answer.told("in", int))
    right = Counter[int]()
    for one in chunks:
        right[one[0]] += attempts_at(one, attempts, patience)[0]
    innocent = {one[0] for one in chunks if attempts_at(one, attempts, patience) == (1, True)}
    charged = [number for number in innocent if found[number] > right[number]]
    expect(not charged, f"Chunks that had not failed were tried again: {charged}.", "charged-for-others")
    shown = f"The chunks should have been tried {dict(right)} times; they were {dict(found)} times."
    expect(all(found[number] == right[number] for number in right), shown, "wrong-attempts")


def stopped_in_time(answer: Answer, number: int, patience: float, diagnosis: str) -> None:
    """End the check unless each process of a chunk was stopped when patience was over, and not before."""
    for seen in answer.told("in", int):
        process = answer.process(seen.pid)
        if seen.value[1] != number or process is None:
            continue
        asked = [s.at for s in answer.outcome.evidence.signals if s.pid == seen.pid and s.at >= seen.at]
        last = (process.end or math.inf) - seen.at
        first = min([last, *(at - seen.at for at in asked)])
        shown = f"With patience={patience:g}, a mapper that took longer was "
        expect(first >= 0.95 * patience, f"{shown}stopped after {first:.1f} s.", "stopped-early")
        expect(first <= 1.5 * patience + 1.0, f"{shown}let alone for {first:.1f} s.", diagnosis)
        expect(last <= first + GRACE, f"{shown}asked to end, and ran on for {last - first:.1f} s.", diagnosis)
