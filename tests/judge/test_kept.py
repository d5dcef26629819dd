"""grader.judge.truncation: what a report carries is bounded, whatever a submission does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.evidence import (
    Evidence,
    Kind,
    Leftover,
    LeftoverKind,
    Observation,
    ProcessRecord,
    SignalRecord,
    WaitRecord,
    WriteRecord,
)
from grader.judge import truncation
from grader.judge.plugin import Stage
from grader.limits import Limits
from grader.render import jsonreport
from grader.report import Report

Repository = Callable[..., Path]
Grade = Callable[..., Report]


def evidence(times: int, text: str = "x") -> Evidence:
    """So many of everything."""
    return Evidence(
        witness="ptrace",
        processes=[ProcessRecord(pid=n, parent=1, kind=Kind.PROCESS, begin=0.5) for n in range(times)],
        signals=[SignalRecord(at=0.1, pid=n, number=9, sender=1) for n in range(times)],
        observations=[Observation(at=0.1, pid=n, value=[text]) for n in range(4 * times)],
        leftovers=[Leftover(kind=LeftoverKind.FILE, what=f"{text}{n}") for n in range(times)],
        waits=[WaitRecord(pid=n, first=True, kind="child") for n in range(times)],
        writes=[WriteRecord(pid=1, place="1:1", path="p", is_fifo=True, begin=0, end=0, size=1, data=b"x")],
    )


@pytest.mark.parametrize("text", ["x", "\x00" * 50, "\U0001f600" * 50, "#" * 99])
def test_twenty_thousand_observations_and_five_thousand_leftovers(text: str) -> None:
    whole = evidence(5_000, text)
    (cut,) = truncation.kept([whole], truncation.ROOM)
    assert truncation.size([cut]) <= truncation.ROOM
    assert cut.writes == []
    for name in ("processes", "signals", "observations", "leftovers", "waits"):
        all_of, some = getattr(whole, name), getattr(cut, name)
        assert some == all_of[: len(some)]
        assert len(some) + cut.omitted[name] == len(all_of)
        assert some


def test_what_fits_is_whole() -> None:
    few = [evidence(3), evidence(2)]
    assert [
        (len(one.processes), len(one.observations), one.omitted)
        for one in truncation.kept(few, truncation.ROOM)
    ] == [
        (3, 12, {}),
        (2, 8, {}),
    ]


def test_of_many_requests_the_last_and_those_that_tell_stay() -> None:
    quiet = Evidence(witness="ptrace", processes=[], signals=[], observations=[], leftovers=[])
    found = [quiet] * 500
    found[250] = evidence(1)
    found.append(evidence(2))
    some = truncation.kept(found, 4_096)
    assert truncation.size(some) <= 4_096
    assert [len(one.processes) for one in some][-2:] == [1, 2]
    assert truncation.kept(found, 0) == []


@pytest.mark.parametrize("letter", ["x", "\u0e01", "\U0001f600", "\x00", "#"])
def test_a_long_message_is_cut_with_a_mark(letter: str) -> None:
    text = truncation.shortened_text(letter * 4_400_000)
    assert len(text) < truncation.MAX_CHARACTERS + 40
    assert truncation.size(text) < truncation.MAX_MESSAGE_BYTES + 40
    assert text.endswith(" more characters]")
    assert truncation.shortened_text(letter * 300) == letter * 300


def test_one_submissions_checks_share_the_room() -> None:
    stage: Any = Stage("", Limits(), 0, lambda: None, checks=12)  # type: ignore[arg-type, return-value]
    whole, total = evidence(200, "\x00" * 99), []
    for number in range(12):
        message = truncation.shortened_text("\U0001f600" * 9_999, stage.share())
        found = truncation.kept([whole] * 9, stage.share() - truncation.size(message))
        stage.room -= truncation.size(message) + truncation.size(found)
        stage.results.append(number)
        total.append(truncation.size(message) + truncation.size(found))
    assert sum(total) < truncation.ROOM + 12 * 40
    assert min(total) > 1_000
    assert json.dumps(total)


SUITE = """
    @scenario
    def play(student: Any) -> object:
        for number in range(19_999):
            observe(["x" * 50, number])
        return student.f()

    @check(points=1)
    def test_one(submission: Submission) -> None:
        "It is seen."
        answer = submission.play(play)
        assert len(answer.seen) == 19_999
        fail(f"{len(answer.outcome.evidence.leftovers)} left; " + "\\N{GRINNING FACE}" * 4_000_000)
"""


def test_a_suite_sees_everything_and_the_report_what_there_is_room_for(
    repository: Repository, grading: Grade
) -> None:
    source = "def f():\n    for number in range(1_000):\n        open(f'left{number}', 'w').close()\n"
    report = grading(repository(test_public=SUITE), source)
    (check,) = report.exercises[0].checks
    assert check.message.endswith(" more characters]"), check.message
    (found,) = check.evidence
    assert found.omitted["observations"] + len(found.observations) == 19_999
    left = found.omitted["leftovers"] + len(found.leftovers)
    assert check.message.startswith(f"{left} left; ")
    assert left > 900
    assert len(jsonreport.encode(report)) < truncation.ROOM + 4_096
