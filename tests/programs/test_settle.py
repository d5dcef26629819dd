"""grader.programs.watched: how long what a program has left is waited for."""

from __future__ import annotations

import sys
import time
from types import SimpleNamespace
from typing import Any

import pytest

from grader.programs.watched import Program
from grader.warden.request import wall_clock

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def test_a_moment_is_longer_where_others_hold_the_cpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is about to end has then not come to it: it would be said to have been left running."""
    monkeypatch.setattr(wall_clock, "_schedstat", lambda _: (0, time.monotonic_ns()))
    program: Any = SimpleNamespace(members=set(), _take=lambda: None, _ear=SimpleNamespace(wait=time.sleep))
    ends = time.monotonic() + 0.15
    Program._until(program, lambda: time.monotonic() > ends, 0.05)
    assert time.monotonic() > ends
