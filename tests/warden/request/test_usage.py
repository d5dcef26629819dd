"""What a request uses: memory is too much only if it is so when it is counted again."""

from __future__ import annotations

import time
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


def test_counting_is_given_up_for_what_it_costs_and_not_where_others_have_the_cpu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    processes: Any = [SimpleNamespace(pid=number) for number in range(4)]
    monkeypatch.setattr(usage, "COUNTING_SECONDS", 0.01)
    monkeypatch.setattr(procfs, "proportional_bytes", lambda pid: 5 + bool(time.sleep(0.01)))
    assert usage._proportional(processes, 99) == 20
    monkeypatch.setattr(procfs, "proportional_bytes", lambda pid: sum(range(10**6)))
    assert usage._proportional(processes, 99) == 99
