"""map_reduce: chunks that say what becomes of each attempt at them, and what holds for every answer."""

from __future__ import annotations

import math
import signal
from collections import Counter
from itertools import count
from typing import Any

from grader.scenario import act, in_caller, observe, signal_for, wait_for
from grader.testing import LATE, Answer, Schedule, Submission, expect, fail, in_box, ran_in_children, scenario

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


def ask(
    submission: Submission, chunks: list[Chunk], workers: int, why: str | None = None, **more: Any
) -> Answer:
    """The answer in plain order, which has to be right, after what is looked at ``first``.

    Without a patience nobody uses it up, with one limits are exact.
    """
    blame, first = more.pop("blame", why), more.pop("first", None)
    schedule = Schedule(exact=True, steps=STEPS) if "patience" in more else Schedule()
    given = {"patience": PATIENCE, **more}
    answer = submission.play(reduced, chunks, workers, given, blame=blame, schedule=schedule)
    seen_in_time(answer, given["patience"])
    if first is not None:
        first(answer)
    is_right(answer, chunks, why or "wrong-value", **more)
    return answer


def each(submission: Submission, chunks: list[Chunk], haste: float, **more: Any) -> None:
    """End the check unless two processes give the right answer under many orders."""
    given, blame = {"patience": PATIENCE, **more}, "end-without-result"
    for answer in submission.schedules(reduced, chunks, 2, given, random=2, haste=haste, blame=blame):
        seen_in_time(answer, PATIENCE)
        is_right(answer, chunks, "ended-is-not-read", **more)


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
    answer: Answer, chunks: list[Chunk], why: str, attempts: int = 3, patience: float = PATIENCE
) -> None:
    """End the check unless totals, the chunks given up, and the number of attempts at each are right."""
    planned = [attempts_at(one, attempts, patience) for one in chunks]
    given_up = [index for index, (_, ends) in enumerate(planned) if not ends]
    totals, needed = Counter[str](), Counter[int]()
    for one, (tries, ends) in zip(chunks, planned, strict=True):
        totals.update(one[2] if ends else {})
        needed[one[0]] += tries
    shown = f"The answer should be {(dict(totals), given_up)!r:.300}; it is {answer.value!r:.300}."
    match answer.value:
        case (dict() as found, list() as left):
            pass
        case _:
            fail(shown, "wrong-type")
    more = sum(n for n in found.values() if isinstance(n, int)) > totals.total()
    expect(left != given_up or not more, shown, "counted-twice")
    moved = left != given_up and sorted(map(repr, left)) == sorted(map(repr, given_up))
    expect(left == given_up, shown, "completion-order" if moved else why)
    late = LATE in answer.held_back or why != "ended-is-not-read"
    expect(found == totals, shown, why if late else "lost-update")
    tried = Counter(seen.value[1] for seen in answer.told("in", int))
    innocent = [one[0] for one, plan in zip(chunks, planned, strict=True) if plan == (1, True)]
    charged = sorted({number for number in innocent if tried[number] > needed[number]})
    early = why in ("ended-is-not-read", "stopped-early")
    again = f"Chunks that had not failed were tried again: {charged}."
    expect(not charged, again, why if early else "charged-for-others")
    times = f"The chunks should have been tried {dict(needed)} times; they were {dict(tried)} times."
    expect(tried == needed, times, "wrong-attempts")


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
