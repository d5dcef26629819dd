"""build_block: shared memory, never too many, odd sizes, and processes that are killed."""

from __future__ import annotations

from typing import Any

from grader.scenario import ENDING, LONG, RAISING, drawn
from grader.suites.build_block.scenes import (
    block_of,
    blocks,
    each,
    is_built,
    look,
    only,
    open_view,
    unnoticed,
)
from grader.testing import Schedule, Submission, check, expect, gave_up, ran_in_children, scenario

PAGE = 4096


@scenario
def looked(student: Any, n: int) -> object:
    """Build a block whose first byte tells what memory is shared."""
    return type(student.build_block(n, 2, look)).__name__


@check(points=0.5, diagnosis="no-shared-memory")
def test_shared_memory(submission: Submission) -> None:
    """The processes write into memory that they share with the caller."""
    n = PAGE + submission.random.randrange(100, 200, 2)  # thousands of steps: it runs free
    answer = submission.play(looked, n, blame=open_view)
    ran_in_children(answer, int, what="fill")
    sizes = [seen.value[1] for seen in answer.told("shared", int)]
    shown = f"{n} bytes were asked for; the largest memory that a process shared had {sizes} bytes."
    expect(max(sizes, default=0) >= n, shown)


@check(points=0.5, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more processes at work than were asked for, and the function waits for a slow one."""
    salt, slow = submission.random.randrange(1, 256), 6  # the last of its share, however bytes are dealt
    steps = {"*": ["stay", 0.1], str(slow): ["stay", LONG]}
    answer = submission.play(blocks, 7, 2, salt, [steps], schedule=Schedule(), blame=open_view)
    indices = [seen.value[1] for seen in ran_in_children(answer, int, what="fill")]
    most = answer.most_at_once("in", "out")
    expect(most <= 2, f"With workers=2, {most} calls of fill were in progress at once.")
    right, value = block_of(7, salt), only(answer)
    others = type(value) is bytes and value != right and value[:slow] == right[:slow]
    waited = slow in {seen.value[1] for seen in answer.told("out", int)} and not others
    shown = f"fill took 600 s for byte {slow}; the function did not wait for it."
    expect(waited or slow not in indices, shown, gave_up(answer, "no-wait"))


@check(points=0.5)
def test_odd_sizes(submission: Submission) -> None:
    """There may be fewer bytes than processes, one byte left over, or none at all."""
    salt = submission.random.randrange(1, 256)
    for n, workers in ((1, 3), (4, 3), (0, 2)):
        for answer in each(submission, n, workers, salt, {}, random=1):
            is_built(answer, n, salt)


@check(points=0.5, diagnosis="failure-unnoticed")
def test_however_it_fails(submission: Submission) -> None:
    """So it does whatever fill raises, and if fill ends its process, with whatever exit code."""
    kinds = drawn(submission.random, ENDING) + drawn(submission.random, RAISING)
    fails(submission, kinds, n=4, wall_seconds=30.0)


@check(points=0.5, diagnosis="failure-unnoticed")
def test_a_process_that_is_killed(submission: Submission) -> None:
    """If a process is killed, the function raises RuntimeError, and nothing is left."""
    fails(submission, ["SIGKILL"], n=6)


def fails(submission: Submission, kinds: list[str], n: int, **more: Any) -> None:
    """End the check unless RuntimeError is raised, however fill ends for one byte."""
    index = str(submission.random.randrange(n))
    rounds = [{index: ["fall", kind]} for kind in kinds]
    answer = submission.play(blocks, n, 2, 1, rounds, schedule=Schedule(), blame=unnoticed, **more)
    ran_in_children(answer, int, what="fill")
    came = answer.value
    expect(len(came) == len(kinds), "Not every call came to its end.", "wrong-value")
    missed = {kind: one for kind, one in zip(kinds, came, strict=False) if one != "RuntimeError"}
    expect(not missed, f"fill ended by these; RuntimeError was to be raised, and came back: {missed}.")
