"""The judge that stays: one exercise again and again, each submission in a box of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.judge import Options, SubmittedFile
from grader.judge.warm import Warm
from grader.verdict import Verdict

EXERCISE = load_bank().find("fork_report")
REJECTED = EXERCISE.suite / "rejected" / "child_returns.py"
HANGS = b"def fork_report(fd):\n    while True:\n        pass\n"


def handed(source: bytes) -> SubmittedFile:
    return SubmittedFile(EXERCISE, "fork_report.py", source)


def below(pid: int) -> list[int]:
    """The pids of all processes below one, itself included."""
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        for task in Path(f"/proc/{found[-1]}/task").glob("*/children"):
            left += [int(word) for word in task.read_text().split()]
    return found


def sessions() -> list[int]:
    """The pids of all judging sessions below this process."""
    pids = [int(w) for p in Path("/proc/self/task").glob("*/children") for w in p.read_text().split()]
    return [pid for pid in pids if b"grader.judge" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.fixture
def warm() -> Iterator[Warm]:
    with Warm(EXERCISE, Options(jobs=1, seed=7)) as made:
        yield made
    assert not sessions()


def test_one_after_the_other(warm: Warm) -> None:
    solution = EXERCISE.solution.read_bytes()
    reports = [warm.grade(handed(source)) for source in (REJECTED.read_bytes(), solution, b"", solution)]
    assert [report.points for report in reports] == [0.0, 5.0, 0.0, 5.0]
    assert {report.seed for report in reports} == {7}
    assert len({report.isolation for report in reports}) == 1
    assert {c.verdict for c in reports[0].exercises[0].checks} == {Verdict.ESCAPED}


def test_a_judge_that_died_while_it_waited_is_not_missed(warm: Warm) -> None:
    solution = EXERCISE.solution.read_bytes()
    assert warm.grade(handed(solution)).points == 5.0
    (session,) = sessions()
    while len(below(session)) < 2:
        pass
    for pid in below(session)[1:]:
        os.kill(pid, signal.SIGKILL)
    assert warm.grade(handed(solution)).points == 5.0


def test_what_is_at_work_can_be_given_up(warm: Warm) -> None:
    warm.hand_in(handed(HANGS))
    assert warm.busy
    warm.close()
    assert not sessions()
