"""What a check asks for: the plain order unless it says otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.evidence import End, Evidence, Outcome
from grader.limits import Limits
from grader.testing import Scene, Schedule, Submission
from grader.warden.protocol import Ask


class Answering:
    """A warden that answers None, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Ask] = []

    def ask(self, ask: Ask) -> Outcome:
        self.asked.append(ask)
        evidence = Evidence(witness="ptrace", processes=[], signals=[], observations=[], leftovers=[])
        return Outcome(end=End.ANSWERED, answer='{"answer": {"value": null}}', exitcode=0, evidence=evidence)


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
