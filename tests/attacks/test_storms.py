"""Storms against the warden on every rung: each ends with a verdict, and the warden's own work is bounded.

Each file in ``storms`` is a submission that gives the warden as much to do as it can. Its docstring names the
verdicts that it may get. How many seconds each takes is for ``benchmarks/storms.py``.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import accounts
import pytest
from boxes import RUNGS_HERE, gone, marked, unavailable
from runs import STORMS, STORMS_ENOUGH, Run, perform, perform_as_account

from grader.box.plan import BoxPlan
from grader.verdict import Verdict

pytestmark = pytest.mark.timeout(400)
#: Who grades: whoever runs the tests, on every rung; where that is root, an ordinary user as well.
WHO = [*RUNGS_HERE, *(f"{rung} as a user" for rung in RUNGS_HERE if os.geteuid() == 0 and rung != "uid")]


@pytest.fixture(scope="session", params=WHO)
def run(
    request: pytest.FixtureRequest,
    plan_of: Callable[[str], BoxPlan],
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """All storms on one rung."""
    rung, _, user = request.param.partition(" ")
    plan_of(rung)
    if not user:
        return perform(rung, list(STORMS), tmp_path_factory.mktemp("surroundings"), [])
    if why := accounts.missing():
        unavailable(f"Nothing can be run as an ordinary user: {why}.")
    return perform_as_account(rung, STORMS_ENOUGH)


def test_no_storm_may_be_a_fault_of_the_grader() -> None:
    assert len(STORMS) >= 21
    assert all(Verdict.GRADER_ERROR not in storm.verdicts for storm in STORMS.values())


@pytest.mark.parametrize("name", STORMS)
def test_it_ends_with_its_verdict(run: Run, name: str) -> None:
    if name in run.attacks:
        report = run.attacks[name]
        assert {check.verdict for check in report.checks} <= STORMS[name].verdicts, report.checks
        assert report.points == 0


def test_nothing_lives_or_stays(run: Run) -> None:
    assert gone(marked("squares.py")), run.rung
    assert run.outside == []
