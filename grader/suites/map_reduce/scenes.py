"""map_reduce: chunks that say what becomes of each attempt at them, and what holds for every answer."""

import math
import signal
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

from grader.scenario import act, in_caller, observe, signal_for, wait_for
from grader.testing import LATE, Answer, Schedule, Submission, expect, in_box, ran_in_children, scenario

#: A patience that nobody should use up, and one that mappers use up.
PATIENCE, SHORT = 300.0, 2.5
#: Both as the function has them by itself.
DEFAULTS = {"attempts": 3, "patience": 10.0}
#: How long a process may run on that was asked to end.
GRACE = 60.0
#: How many looks somebody may need who looks every millisecond.
STEPS = 100_000
#: A word, by which it is known among values of the submission's own; a number, which is the index unless a
#: check says otherwise; a plan for each attempt; the counts.
Chunk = tuple[str, int, list[list[Any]], dict[str, int]]
#: What is looked at before the answer itself.
First = Callable[[Answer], object]


@in_box
def parts(chunk: Any) -> Any:
    """The parts of a chunk; any other value plans nothing, and is counted once."""
    match chunk:
        case ("a chunk with a plan", number, plans, counts):
            return number, plans, counts
    return -1, [[]], {repr(chunk): 1}


@in_box
def counts_of(chunk: Any) -> dict[str, int]:
    """Report the call; do what the chunk plans for this attempt, the last plan for all further ones."""
    number, plans, counts = parts(chunk)
    observe(["in", number])
    if not in_caller():
        tried = next(tried for tried in count() if not wait_for(f"tried{number}-{tried}", patience=0.0))
        signal_for(f"tried{number}-{tried}")
        for step in plans[min(tried, len(plans) - 1)]:
            if step[0] == "ignore SIGTERM":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
            act(step)
    observe(["out", number])
    return dict(counts)


@scenario
def reduced(student: Any, chunks: list[Any], workers: int, more: dict[str, Any]) -> object:
    """The answer for these chunks."""
    return student.map_reduce(chunks, counts_of, workers, **more)


def chunk(number: int, counts: dict[str, int], *plans: list[list[Any]]) -> Chunk:
    """A chunk with these counts; without a plan its mapper returns at once."""
    return "a chunk with a plan", number, [*plans] or [[]], counts


def ask(
    submission: Submission, chunks: list[Chunk], workers: int, why: str = "wrong-value", **more: Any
) -> Answer:
    """The answer in plain order, which has to be right; with a patience to use up, limits are exact.

    What the function has by itself is not given.
    """
    schedule = Schedule(exact=True, steps=STEPS) if "patience" in more else Schedule()
    blame = more.pop("blame", None if why == "wrong-value" else why)
    shown = {name: more.pop(name) for name in ("first", "story") if name in more}
    given = {"patience": PATIENCE, **more}
    said = {name: value for name, value in given.items() if value != DEFAULTS[name]}
    answer = submission.play(reduced, chunks, workers, said, blame=blame, schedule=schedule)
    is_right(answer, chunks, given, why, **shown)
    return answer


def each(submission: Submission, chunks: list[Chunk], haste: float, **more: Any) -> None:
    """End the check unless two processes give the right answer under many orders."""
    given, blame = {"patience": PATIENCE, **more}, "end-without-result"
    for answer in submission.schedules(reduced, chunks, 2, given, random=2, haste=haste, blame=blame):
        is_right(answer, chunks, given, "ended-is-not-read")


def planned(plans: list[list[Any]], given: dict[str, Any]) -> tuple[int, bool]:
    """How many attempts a chunk should need, and whether it succeeds: all plans but the last one fail."""
    attempts = given.get("attempts", DEFAULTS["attempts"])
    fails = any(
        step[0] == "fall" or (step[0] == "stay" and step[1] > given["patience"]) for step in plans[-1]
    )
    return (attempts, False) if fails or len(plans) > attempts else (len(plans), True)


def is_right(
    answer: Answer, chunks: list[Chunk], given: dict[str, Any], why: str, first: First = id, story: str = ""
) -> None:
    """End the check unless totals, the chunks given up, and the number of attempts at each are right.

    Before that it looks at where mappers ran, at who used up a patience, and at what comes ``first``.
    """
    ran_in_children(answer, int, what="The mapper")
    shown = f"No mapper took longer than 60 s, and patience was {PATIENCE:g}; it took {answer.seconds:.0f} s."
    expect(answer.seconds < PATIENCE / 2 or given["patience"] != PATIENCE, shown, "end-without-result")
    first(answer)
    right = [(*planned(one[1], given), *one) for one in map(parts, chunks)]
    given_up = [index for index, (_, ends, *_) in enumerate(right) if not ends]
    totals, needed = Counter[str](), Counter[int]()
    for tries, ends, number, _, counts in right:
        totals.update(counts if ends else {})
        needed[number] += tries
    shown = f"{story}The answer should be {(dict(totals), given_up)!r:.300}; it is {answer.value!r:.300}."
    pair = isinstance(answer.value, (tuple, list)) and len(answer.value) == 2
    expect(pair and all(map(isinstance, answer.value, (dict, list))), shown, "wrong-type")
    found, left = answer.value
    tried = Counter(seen.value[1] for seen in answer.told("in", int))
    innocent = {number for tries, ends, number, *_ in right if (tries, ends) == (1, True)}
    charged = sorted(number for number in innocent if tried[number] > needed[number])
    again = f"{story}Chunks that had not failed were tried again: {charged}."
    lost = [one for index, one in enumerate(chunks) if index in left and parts(one)[0] < 0]
    gone = f"{story}These chunks should not have been given up: {lost!r:.300}."
    times = f"The chunks should have been tried {dict(needed)} times; they were {dict(tried)} times."
    more = sum(n for n in found.values() if isinstance(n, int)) > totals.total()
    moved = sorted(map(repr, left)) == sorted(map(repr, given_up)) and left != sorted(left, key=repr)
    equal = "equal-is-not-same" if {*map(repr, left)} == {*map(repr, given_up)} else None
    once = tried == Counter([*needed]) != needed and all(tries == 1 for tries, *_ in right)
    late = LATE in answer.held_back or why != "ended-is-not-read"
    for wrong, told, diagnosis in (
        (left == given_up and more, shown, "counted-twice"),
        (charged, again, why if innocent == {*needed} else "charged-for-others"),
        (left != given_up, gone if lost else shown, "completion-order" if moved else equal or why),
        (found != totals, shown, "equal-is-not-same" if once else why if late else "lost-update"),
        (tried != needed, times, "wrong-attempts"),
    ):
        expect(not wrong, told, diagnosis)


def stopped_in_time(answer: Answer, number: int, diagnosis: str) -> None:
    """End the check unless each process of a chunk was stopped when a short patience was over, not before."""
    for seen in answer.told("in", int):
        process = answer.process(seen.pid)
        if seen.value[1] != number or process is None:
            continue
        last = (process.end or math.inf) - seen.at
        first = min([last, *(at - seen.at for at in answer.sent(seen.pid) if at >= seen.at)])
        shown = f"With patience={SHORT:g}, a mapper that took longer was "
        expect(first >= 0.95 * SHORT, f"{shown}stopped after {first:.1f} s.", "stopped-early")
        expect(first <= 1.5 * SHORT + 1.0, f"{shown}let alone for {first:.1f} s.", diagnosis)
        expect(last <= first + GRACE, f"{shown}asked to end, and ran on for {last - first:.1f} s.", diagnosis)
