"""build_block: shared memory, never too many, odd sizes, and processes that are killed."""

from __future__ import annotations

import os

from grader.scenario import ENDING, RAISING, drawn
from grader.suites.build_block.scenes import (
    ask,
    block_of,
    each,
    each_once,
    is_block,
    most_inside,
    ran_elsewhere,
)
from grader.testing import Submission, check, expect, gave_up, scenario

PAGE = 4096


@scenario
def block(student: object, n: int, workers: int, salt: int, trouble: str) -> object:
    """The answer, or what was raised."""
    return block_of(student, n, workers, salt, trouble)


@scenario
def falling(student: object, kinds: list[str], index: int) -> list[object]:
    """What comes of blocks in whose byte ``index`` fill ends in these ways."""
    found = []
    for kind in kinds:
        os.environ["KIND"] = kind
        found.append(block_of(student, 4, 2, 1, f"fall {index}"))
    return found


@check(points=0.5, diagnosis="no-shared-memory")
def test_shared_memory(submission: Submission) -> None:
    """The processes write into memory that they share with the caller."""
    salt = submission.random.randrange(1, 256)
    n = PAGE + submission.random.randrange(100, 200, 2)
    answer = ask(submission, block, n, 2, salt, "look", schedule=None)  # thousands of steps: it runs free
    ran_elsewhere(answer)
    sizes = [seen.value[1] for seen in answer.told("shared", int)]
    shown = (
        f"{n} bytes were asked for; the largest memory that a process shared with others had {sizes} bytes."
    )
    expect(bool(sizes) and max(sizes) >= n, shown)


@check(points=0.5, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more processes at work than were asked for, and the function waits for a slow one."""
    salt, slow = submission.random.randrange(1, 256), 6  # the last of its share, however bytes are dealt
    answer = ask(submission, block, 7, 2, salt, f"stay {slow}")
    indices = ran_elsewhere(answer)
    most = most_inside(answer)
    expect(most <= 2, f"With workers=2, {most} calls of fill were in progress at once.")
    right, value = bytes((salt + 7 * index) % 256 for index in range(7)), answer.value
    shown = f"fill took 600 s for byte {slow}; the function did not wait for it."
    ended = {seen.value[1] for seen in answer.told("out", int)}
    expect(slow in ended or slow not in indices, shown, gave_up(answer, "no-wait"))
    others = type(value) is bytes and value[:slow] + value[slow + 1 :] == right[:slow] + right[slow + 1 :]
    expect(value == right or not others or slow not in indices, shown, gave_up(answer, "no-wait"))


@check(points=0.5)
def test_odd_sizes(submission: Submission) -> None:
    """There may be fewer bytes than processes, one byte left over, or none at all."""
    salt = submission.random.randrange(1, 256)
    for n, workers in ((1, 3), (4, 3), (0, 2)):
        for answer in each(submission, block, n, workers, salt, "", random=1):
            each_once(answer, n)
            is_block(answer, n, salt)


@check(points=0.5, diagnosis="failure-unnoticed")
def test_however_it_fails(submission: Submission) -> None:
    """So it does whatever fill raises, and if fill ends its process, with whatever exit code."""
    kinds = drawn(submission.random, ENDING) + drawn(submission.random, RAISING)
    blame = dict.fromkeys(("DEADLOCKED", "TIMED_OUT"), "failure-unnoticed") | {"CRASHED": "wrong-exception"}
    answer = ask(submission, falling, kinds, submission.random.randrange(4), blame=blame, wall_seconds=30.0)
    ran_elsewhere(answer)
    expect(len(answer.value) == len(kinds), "Not every call came to its end.", "wrong-value")
    missed = {
        kind: shown for kind, shown in zip(kinds, answer.value, strict=False) if shown != "RuntimeError"
    }
    expect(
        not missed, f"fill ended by each of these; RuntimeError was to be raised, and came back: {missed}."
    )


@check(points=0.5, diagnosis="failure-unnoticed")
def test_a_process_that_is_killed(submission: Submission) -> None:
    """If a process is killed, the function raises RuntimeError, and nothing is left."""
    blame = {
        "DEADLOCKED": "failure-unnoticed",
        "TIMED_OUT": "failure-unnoticed",
        "CRASHED": "wrong-exception",
    }
    answer = ask(submission, block, 6, 2, 1, f"kill {submission.random.randrange(6)}", blame=blame)
    ran_elsewhere(answer)
    shown = f"A process was killed in fill; RuntimeError was to be raised, and {answer.value!r} came back."
    expect(answer.value == "RuntimeError", shown)
