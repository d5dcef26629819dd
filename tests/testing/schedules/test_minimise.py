"""Delta debugging finds the switches that matter."""

from __future__ import annotations

from functools import partial

from grader.testing.schedules.minimise import minimal

SWITCHES = tuple(f"{number}:1.0" for number in range(40))


def test_what_matters_remains() -> None:
    for wanted in ({"17:1.0"}, {"3:1.0", "31:1.0"}, set(SWITCHES[5:8]), set()):
        assert set(minimal(SWITCHES, partial(set.issubset, wanted), runs=100)) == wanted


def test_few_runs_are_enough() -> None:
    runs = []

    def fails(some: tuple[str, ...]) -> bool:
        runs.append(some)
        return "17:1.0" in some

    minimal(SWITCHES, fails)
    assert len(runs) < 20


def test_what_is_known_after_the_last_run_is_given() -> None:
    assert minimal(SWITCHES, lambda _: True, runs=0) == SWITCHES
