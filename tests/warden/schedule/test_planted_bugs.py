"""Planted bugs are found, played again and minimised. All of them: ``python benchmarks/planted_bugs.py``."""

from __future__ import annotations

import pytest
from boxes import Box
from corpus import planted
from hunt import hunted

SOME = (
    "bytes_of_a_mapping",
    "lock_and_file_lock",
    "condition_without_a_flag",
    "polled_then_received",
    "longer_than_a_pipe_takes_at_once",
    "silence_is_taken_for_death",
)


@pytest.mark.parametrize("name", SOME)
def test_a_planted_bug_is_found_and_played_again(boxed: Box, name: str) -> None:
    hunt = hunted(boxed, planted()[name], seconds=10.0)
    assert hunt.found is not None and hunt.plain
    assert hunt.replayed
    assert 1 <= hunt.switches <= 3


def test_half_of_them_are_held_from_tuning() -> None:
    held = [bug for bug in planted().values() if bug.held]
    assert len(planted()) >= 100
    assert len(held) >= 50
    assert all(bug.kind and bug.holds.endswith(".") for bug in planted().values())
