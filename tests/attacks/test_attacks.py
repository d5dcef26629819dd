"""Hostile submissions at every level: none passes, reads, writes or stays; honest ones keep their marks.

Each file in ``hostile/CLASS/`` is a submission. Its docstring names the verdicts that its two checks may
get, ``Needs: walls`` if only a box with walls promises to withstand it, and ``As: an ordinary user, too`` if
it is tried as one where root runs the tests. Those in ``honest/`` are right, however suspicious they look.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import accounts
import pytest
from boxes import LEVELS_HERE, descendants, gone, marked, unavailable
from runs import ATTACKS, ENOUGH, HONEST_ONES, SHARED, Run, in_order, perform, perform_as_account
from surroundings import surround

from grader.box.plan import BoxPlan
from grader.report import ExerciseReport
from grader.runner.confine import landlock
from grader.verdict import Verdict

pytestmark = pytest.mark.timeout(400)
#: Who grades: whoever runs the tests, at every isolation level; where that is root, an ordinary user as well.
WHO = [
    *LEVELS_HERE,
    *(f"{level} as a user" for level in LEVELS_HERE if os.geteuid() == 0 and level != "uid"),
]


@pytest.fixture(scope="session", params=WHO)
def run(
    request: pytest.FixtureRequest,
    plan_of: Callable[[str], BoxPlan],
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """All attacks at one isolation level."""
    isolation, _, user = request.param.partition(" ")
    plan_of(isolation)
    if not user:
        return perform(isolation, list(ATTACKS), tmp_path_factory.mktemp("surroundings"), HONEST_ONES)
    if why := accounts.missing():
        unavailable(f"Nothing can be run as an ordinary user: {why}.")
    return perform_as_account(isolation, ENOUGH)


def told(report: ExerciseReport) -> list[tuple[str, str]]:
    return [(check.verdict.value, check.message[:300]) for check in report.checks]


def test_there_are_enough_of_each_kind() -> None:
    kinds = {name.partition("/")[0] for name in ATTACKS}
    assert len(ATTACKS) >= 100
    assert len(kinds) >= 13


def test_no_answer_brings_about_a_grader_error() -> None:
    assert [name for name, one in ATTACKS.items() if Verdict.GRADER_ERROR in one.verdicts] == []


def test_what_lies_on_the_machine_already_is_no_trace(tmp_path: Path) -> None:
    for folder in (first := tmp_path / "1", second := tmp_path / "2"):
        folder.mkdir()
    with surround(first) as one, surround(second) as other:
        trace = Path(one.filled("/dev/shm/{MARK}"))
        trace.touch()
        try:
            assert (one.traces(), other.traces()) == ([trace], [])
        finally:
            trace.unlink()


def test_attacks_that_are_graded_side_by_side_have_marks_of_their_own(tmp_path: Path) -> None:
    with surround(tmp_path) as around:
        assert around.filled("{MARK}") != around.filled("{MARK}")


@pytest.mark.parametrize("attacks", [0, 1, SHARED, 10 * SHARED + 1])
def test_an_honest_one_follows_each_attack_and_each_honest_one_is_there(attacks: int) -> None:
    hostile = {f"attack {number}": "" for number in range(attacks)}
    texts, after = in_order(hostile, HONEST_ONES[:4])
    order = [name for name, _ in texts]
    assert len(set(order)) == len(order)
    assert set(HONEST_ONES[:4]) | set(hostile) <= set(order)
    assert after.keys() == hostile.keys()
    assert all(0 < order.index(after[name]) - order.index(name) <= SHARED for name in hostile)
    assert in_order(hostile, ()) == (list(hostile.items()), {})


@pytest.mark.parametrize("name", ATTACKS)
def test_no_undeserved_mark(run: Run, name: str) -> None:
    if name not in run.attacks:
        return  # without walls nothing is promised against it
    report = run.attacks[name]
    assert {check.verdict for check in report.checks} <= ATTACKS[name].verdicts, told(report)
    assert report.points == 0


@pytest.mark.parametrize("name", ATTACKS)
def test_who_comes_next_keeps_the_marks(run: Run, name: str) -> None:
    if name in run.after:
        assert run.after[name].passed, told(run.after[name])


@pytest.mark.parametrize("name", HONEST_ONES)
def test_what_looks_suspicious_and_is_right_keeps_the_marks(run: Run, name: str) -> None:
    if name in run.honest:
        assert run.honest[name].passed, told(run.honest[name])


def test_nothing_is_read_written_or_reached(run: Run) -> None:
    if run.isolation != "none":
        assert not run.told
        assert run.outside == []
        if run.isolation == "namespaces" or landlock.abi() >= landlock.SCOPES_SINCE:
            assert run.heard == []
            assert run.signals == []


def test_nothing_lives(run: Run) -> None:
    assert gone(marked("squares.py") & descendants(os.getpid())), run.isolation
