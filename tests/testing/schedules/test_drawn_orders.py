"""Which orders of a scene are played under which start method."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from grader.limits import Limits
from grader.testing.extract import Scene
from grader.testing.submission import Submission
from grader.warden.protocol import Schedule


class Recording(Submission):
    """Plays nothing, and keeps the orders that it was to play."""

    def play(self, scene: Scene, *args: object, blame: Any = None, **more: Any) -> Any:
        self.asked.append(more["schedule"])
        return SimpleNamespace(outcome=SimpleNamespace(played=None))

    def __init__(self, start_method: str) -> None:
        super().__init__("x", "", lambda: pytest.fail("a warden was asked"), Limits(), "0", start_method)
        self.asked: list[Schedule] = []


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_without_fork_few_orders_are_played(method: str) -> None:
    submission = Recording(method)
    list(submission.schedules(Scene("scene", "suite.py"), random=3, preemptions=1, finely=2))
    assert [order.hold for order in submission.asked] == [(), ("marks",), ("late",), ("feeders",), ("last",)]
    assert not any(order.haste_seconds or order.policy == "random" for order in submission.asked)


def test_with_fork_all_kinds_are_held_back_with_haste_and_without() -> None:
    submission = Recording("fork")
    list(submission.schedules(Scene("scene", "suite.py"), random=1))
    held = [order.hold for order in submission.asked]
    assert held == [(), ("marks",), ("late",), ("ends",), ("feeders",), ("last",), ()] * 2
    assert [order.haste_seconds > 0 for order in submission.asked] == [False] * 7 + [True] * 7
