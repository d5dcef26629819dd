"""What a check asks for: the plain order unless it says otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.evidence import End, Evidence, Outcome, Played
from grader.limits import Limits
from grader.testing import Scene, Schedule, Submission
from grader.warden.protocol import Ask


class Answering:
    """A warden that answers None, and keeps what it was asked; one of two could go on at one point."""

    def __init__(self) -> None:
        self.asked: list[Ask] = []

    def ask(self, ask: Ask) -> Outcome:
        self.asked.append(ask)
        evidence = Evidence(witness="ptrace", processes=[], signals=[], observations=[], leftovers=[])
        played = Played(choices=ask.schedule.choices, count=1, options=["0.0 1.0"]) if ask.schedule else None
        answer = '{"answer": {"value": null}}'
        return Outcome(end=End.ANSWERED, answer=answer, exitcode=0, evidence=evidence, played=played)


@pytest.mark.parametrize("asked", ["call", "play", "run"])
@pytest.mark.parametrize(
    ("more", "wanted"),
    [({}, Schedule()), ({"schedule": None}, None), ({"schedule": Schedule(seed="5")}, Schedule(seed="5"))],
)
def test_the_judge_owns_order_and_clock_unless_a_check_asks_for_a_free_run(
    asked: str, more: dict[str, Any], wanted: Schedule | None, tmp_path: Path
) -> None:
    warden: Any = Answering()
    submission = Submission("one", "", lambda: warden, Limits(), "1", "fork")
    (tmp_path / "test_public.py").write_text("")
    scene = Scene("scene", str(tmp_path / "test_public.py"))
    {
        "call": lambda: submission.call("f", **more),
        "play": lambda: submission.play(scene, **more),
        "run": lambda: submission.run(**more),
    }[asked]()
    assert [ask.schedule for ask in warden.asked] == [wanted]


@pytest.mark.parametrize(
    ("more", "start_method", "choices"),
    [
        ({}, "fork", [""]),
        ({"preemptions": 1}, "fork", ["", "0:1.0"]),
        ({"held_back": ("changes",)}, "fork", ["", "", "0:1.0"]),
        ({"held_back": ("changes",)}, "spawn", ["", ""]),
    ],
)
def test_only_a_check_that_asks_for_other_orders_gets_a_search(
    more: dict[str, Any], start_method: str, choices: list[str], tmp_path: Path
) -> None:
    warden: Any = Answering()
    submission = Submission("one", "", lambda: warden, Limits(), "1", start_method)
    (tmp_path / "test_public.py").write_text("")
    scene = Scene("scene", str(tmp_path / "test_public.py"))
    asked: dict[str, Any] = {"held_back": (), "random": 0, "haste": 0.0, **more}
    assert len([*submission.schedules(scene, **asked)]) == len(choices)
    assert [ask.schedule.choices for ask in warden.asked if ask.schedule] == choices
