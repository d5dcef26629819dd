"""A solution that was slow beside others is judged again, alone, before anything is said."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from grader.author import check
from grader.bank import load_bank
from grader.evidence import Evidence
from grader.judge import Options


def report(seconds: float) -> Any:
    """A report whose one check took so long."""
    evidence = Evidence(
        witness="ptrace", processes=[], signals=[], observations=[], leftovers=[], wall_seconds=seconds
    )
    return SimpleNamespace(checks=[SimpleNamespace(id="fan_out/test_public::test_x", evidence=[evidence])])


@pytest.mark.parametrize(("alone", "count"), [(0.5, 0), (5.5, 1)])
def test_it_is_judged_again_alone(monkeypatch: pytest.MonkeyPatch, alone: float, count: int) -> None:
    asked = []

    def grade(submissions: list[Any], options: Options) -> Any:
        asked.append((len(submissions), options.jobs))
        return SimpleNamespace(exercises=[report(alone)])

    monkeypatch.setattr(check, "grade", grade)
    exercise = load_bank().find("fan_out")
    sample = check.Sample(exercise, "solution", b"", lambda _: None, "solution")
    judged = [(sample, report(5.0)), (replace(sample, name="again"), report(4.0))]
    found = check._slow_even_alone(judged, Options(jobs=12, seed=1, isolation="none"))
    assert (len(found), asked) == (count, [(1, 1)])
    assert all("takes 4.0 s, more than half of its limit of 6 s" in text for text in found)


def test_what_was_fast_once_is_not_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "grade", None)
    sample = check.Sample(load_bank().find("fan_out"), "solution", b"", lambda _: None, "solution")
    judged = [(sample, report(5.0)), (sample, report(1.0))]
    assert check._slow_even_alone(judged, Options(jobs=12, seed=1, isolation="none")) == []
