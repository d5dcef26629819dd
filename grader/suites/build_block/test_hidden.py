"""build_block: shared memory, never too many, odd sizes, and processes that are killed."""

from itertools import zip_longest
from typing import Any

from grader.scenario import ENDING, LONG, RAISING, drawn
from grader.suites.build_block.scenes import OPEN_VIEW, block, block_of, blocks, builds, indices
from grader.testing import Submission, check, expect, gave_up


@check(points=0.5, diagnosis="no-shared-memory")
def test_shared_memory(submission: Submission) -> None:
    """The processes write into memory that they share with the caller."""
    n = 4096 + submission.random.randrange(100, 200, 2)  # more than a page; thousands of steps: it runs free
    # A process for each byte, two at once, is right as well, and takes its time.
    free: dict[str, Any] = {"schedule": None, "wall_seconds": 60.0}
    answer = submission.play(blocks, n, 2, 0, [{"look": []}], blame=OPEN_VIEW, **free)
    indices(answer)
    most = max((seen.value[1] for seen in answer.told("shared", int)), default=0)
    expect(most >= n, f"{n} bytes were asked for; the largest memory that a process shared had {most} bytes.")


@check(points=0.5, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more processes at work than were asked for, and the function waits for a slow one."""
    salt, slow = submission.random.randrange(1, 256), 6  # the last of its share, however bytes are dealt
    steps = {"*": ["stay", 0.1], str(slow): ["stay", LONG]}
    answer = submission.play(blocks, 7, 2, salt, [steps], blame=OPEN_VIEW)
    called, most, value = indices(answer), answer.most_at_once("in", "out"), block(answer)
    expect(most <= 2, f"With workers=2, {most} calls of fill were in progress at once.")
    right, ended = block_of(7, salt), [seen.value[1] for seen in answer.told("out", int)]
    others = type(value) is bytes and value != right and value[:slow] == right[:slow]
    shown = f"fill took 600 s for byte {slow}; the function did not wait for it."
    expect(slow not in called or (slow in ended and not others), shown, gave_up(answer, "no-wait"))


@check(points=0.5)
def test_odd_sizes(submission: Submission) -> None:
    """There may be fewer bytes than processes, one byte left over, or none at all."""
    for n, workers in ((1, 3), (4, 3), (0, 2)):
        builds(submission, n, workers, random=1)


@check(points=0.5, diagnosis="failure-unnoticed")
def test_however_it_fails(submission: Submission) -> None:
    """So it does whatever fill raises, and if fill ends its process, with whatever exit code."""
    fails(submission, drawn(submission.random, ENDING) + drawn(submission.random, RAISING), n=4)


@check(points=0.5, diagnosis="failure-unnoticed")
def test_a_process_that_is_killed(submission: Submission) -> None:
    """If a process is killed, the function raises RuntimeError, and nothing is left."""
    fails(submission, ["SIGKILL"], n=6)


def fails(submission: Submission, kinds: list[str], n: int) -> None:
    """End the check unless RuntimeError is raised, however fill ends for one byte."""
    index = str(submission.random.choice((0, n - 1)))
    rounds = [{index: ["fall", kind]} for kind in kinds]
    blame = {"CRASHED": "wrong-exception"} | dict.fromkeys(("DEADLOCKED", "TIMED_OUT"), "failure-unnoticed")
    answer = submission.play(blocks, n, 2, 1, rounds, blame=blame, wall_seconds=30.0)
    called = indices(answer)
    missed = {kind: one for kind, one in zip_longest(kinds, answer.value) if one != "RuntimeError"}
    shown = f"Where fill ended in these ways, RuntimeError was not raised; the function gave {missed}."
    expect(not missed, shown)
    times, shown = called.count(int(index)), f"fill fails for byte {index}, and was called for it again."
    expect(times <= len(rounds), shown, "wrong-value")
