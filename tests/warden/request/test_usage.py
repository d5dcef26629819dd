"""What a request uses: memory is too much only if it is so when it is counted again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from grader.limits import Limits
from grader.warden.request import usage
from grader.warden.request.usage import Meter
from grader.warden.trace import procfs

MOST = Limits().memory_bytes


@pytest.mark.parametrize(
    ("counted", "told"), [([MOST + 1, 5], 5), ([MOST + 2, MOST + 1], MOST + 1), ([5], 5)]
)
def test_memory_that_moves_while_it_is_counted_is_counted_again(
    monkeypatch: pytest.MonkeyPatch, counted: list[int], told: int
) -> None:
    process: Any = SimpleNamespace(pid=1, alive=True)
    belongings: Any = SimpleNamespace(memory=lambda exactly=False: 0)
    monkeypatch.setattr(procfs, "private_bytes", lambda pid: 2 * MOST)
    monkeypatch.setattr(procfs, "shared_bytes", lambda pid: 0)
    monkeypatch.setattr(usage, "_proportional", lambda alive, otherwise: counted.pop(0))
    meter = Meter(Limits(), set(), belongings)
    assert meter._memory([process]) == told
    assert counted == []
