"""Hostile submissions on every rung: none passes, reads, writes or stays; honest ones keep their marks.

Each file in ``hostile/CLASS/`` is a submission. Its docstring names the verdicts that its two checks may
get, and ``Needs: walls`` if only a box with walls promises to withstand it. Those in ``honest/`` are right,
however suspicious they look.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from boxes import RUNGS_HERE, gone, marked
from surroundings import HERE, surround

from grader.box.plan import BoxPlan
from grader.exercise import Exercise, load_exercise
from grader.judge import Options, Submission, grade
from grader.render import jsonreport
from grader.runner import landlock
from grader.scoring import ExerciseReport, Report
from grader.verdict import Verdict

HONEST = "honest/executor.py"
pytestmark = pytest.mark.timeout(400)
JOBS = 3


class Attack(msgspec.Struct, frozen=True):
    """A hostile submission."""

    name: str
    text: str
    verdicts: frozenset[Verdict]
    needs_walls: bool


def attack(path: Path) -> Attack:
    text = path.read_text("utf-8")
    lines = text.split('"""')[1].splitlines()
    told = dict(line.split(": ", 1) for line in lines if line.startswith(("Verdict: ", "Needs: ")))
    verdicts = frozenset(map(Verdict, told["Verdict"].split()))
    return Attack(f"{path.parent.name}/{path.stem}", text, verdicts, "Needs" in told)


ATTACKS = {found.name: found for found in map(attack, sorted(HERE.glob("hostile/*/*.py")))}
HONEST_ONES = sorted(path.stem for path in HERE.glob("honest/*.py"))


class Run(msgspec.Struct, frozen=True):
    """All attacks on one rung, each followed by an honest submission."""

    report: Report
    attacks: dict[str, ExerciseReport]
    after: dict[str, ExerciseReport]
    honest: dict[str, ExerciseReport]
    texts: str
    """The report as it is written."""
    secret: str
    outside: list[str]
    heard: list[bytes]
    signals: list[int]


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    root = tmp_path_factory.mktemp("squares")
    suite = root / "grader" / "suites" / "squares"
    shutil.copytree(HERE / "suite", suite, ignore=shutil.ignore_patterns("__pycache__"))
    return load_exercise(suite / "exercise.toml", root)


@pytest.fixture(scope="session")
def runs(
    exercise: Exercise, plan_of: Callable[[str], BoxPlan], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Run]:
    done: dict[str, Run] = {}

    def run(rung: str) -> Run:
        plan_of(rung)
        if rung not in done:
            done[rung] = perform(exercise, rung, tmp_path_factory.mktemp("surroundings"))
        return done[rung]

    return run


def perform(exercise: Exercise, rung: str, folder: Path) -> Run:
    """Grade everything on a rung."""
    attacks = [one for one in ATTACKS.values() if rung != "none" or not one.needs_walls]
    signals: list[int] = []
    before = signal.signal(signal.SIGUSR2, lambda number, _: signals.append(number))
    try:
        with surround(folder) as around:
            submissions = []
            for one in attacks:
                submissions.append(Submission(exercise, "squares.py", around.filled(one.text).encode()))
                submissions.append(Submission(exercise, "squares.py", (HERE / HONEST).read_bytes()))
            for name in HONEST_ONES:
                source = (HERE / "honest" / f"{name}.py").read_bytes()
                submissions.append(Submission(exercise, "squares.py", source))
            report = grade(submissions, Options(jobs=JOBS, seed=5, rung=rung))
            outside = sorted(path.name for path in around.outside.iterdir())
            outside += [str(path) for path in around.traces() if path.exists()]
    finally:
        signal.signal(signal.SIGUSR2, before)
    found, cut = report.exercises, 2 * len(attacks)
    return Run(
        report=report,
        attacks={one.name: found[2 * at] for at, one in enumerate(attacks)},
        after={one.name: found[2 * at + 1] for at, one in enumerate(attacks)},
        honest=dict(zip(HONEST_ONES, found[cut:], strict=True)),
        texts=jsonreport.encode(report),
        secret=around.secret,
        outside=outside,
        heard=[data for data in around.heard if data],
        signals=signals,
    )


@pytest.fixture(scope="session", params=RUNGS_HERE)
def run(request: pytest.FixtureRequest, runs: Callable[[str], Run]) -> Run:
    return runs(request.param)


def told(report: ExerciseReport) -> list[tuple[str, str]]:
    return [(check.verdict.value, check.message[:300]) for check in report.checks]


def test_there_are_enough_of_each_kind() -> None:
    kinds = {name.partition("/")[0] for name in ATTACKS}
    assert len(ATTACKS) >= 100
    assert len(kinds) >= 13


def test_what_lies_on_the_machine_already_is_no_trace(tmp_path: Path) -> None:
    for folder in (first := tmp_path / "1", second := tmp_path / "2"):
        folder.mkdir()
    with surround(first) as one, surround(second) as other:
        assert not set(one.traces()) & set(other.traces())


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
    assert run.honest[name].passed, told(run.honest[name])


def test_nothing_is_read_written_or_reached(run: Run) -> None:
    if run.report.rung != "none":
        assert run.secret not in run.texts
        assert run.outside == []
        if run.report.rung == "namespaces" or landlock.abi() >= landlock.SCOPES_SINCE:
            assert run.heard == []
            assert run.signals == []


def test_nothing_lives(run: Run) -> None:
    assert gone(marked("squares.py")), run.report.rung
