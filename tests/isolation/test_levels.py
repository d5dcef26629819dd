"""Which isolation level is taken, and that it is tried out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from boxes import LEVELS_HERE

from grader.box.plan import BoxPlan
from grader.errors import SetupError
from grader.isolation import levels
from grader.isolation.probe import broken
from grader.messages.machine import TRIED
from grader.report import Probe


@pytest.fixture
def folder(box_package: Path, tmp_path: Path) -> Path:
    """A run's folder whose name is longer than the address of a socket may be."""
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    shutil.copytree(box_package, deep / "package")
    return deep


@pytest.mark.parametrize("name", [level for level in LEVELS_HERE if level != "none"])
def test_a_level_is_tried_out_wherever_the_run_is(
    plan_of: Callable[[str], BoxPlan], folder: Path, name: str
) -> None:
    plan_of(name)
    before = {path.name for path in folder.iterdir()}
    choice = levels.choose(name, folder)
    assert [probe.tried for probe in choice.probes] == list(TRIED.values())
    assert {path.name for path in folder.iterdir() if not path.name.startswith("box-")} == before


def test_the_best_that_holds_is_taken(plan_of: Callable[[str], BoxPlan], folder: Path) -> None:
    plan_of("namespaces")
    choice = levels.choose("auto", folder)
    assert (choice.plan.isolation, choice.notices) == ("namespaces", [])


def test_what_is_not_there_is_said_and_the_next_is_taken(
    plan_of: Callable[[str], BoxPlan], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_of("landlock")
    monkeypatch.setenv("PATH", "/nowhere")  # no bubblewrap
    choice = levels.choose("auto", folder)
    assert choice.plan.isolation == next(level for level in LEVELS_HERE if level != "namespaces")
    assert "bubblewrap is not installed" in choice.notices[0]
    assert "command line" in choice.notices[-1]


def test_nobody_is_told_to_become_root(
    plan_of: Callable[[str], BoxPlan], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_of("landlock")
    monkeypatch.setenv("PATH", "/nowhere")  # no bubblewrap
    monkeypatch.setattr(levels.os, "geteuid", lambda: 1000)
    choice = levels.choose("auto", folder)
    assert choice.plan.isolation == "landlock"
    assert "root" not in " ".join(choice.notices)


def test_nothing_below_what_is_required(
    plan_of: Callable[[str], BoxPlan], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_of("none")
    with pytest.raises(SetupError, match="below landlock"):
        levels.choose("none", folder, "landlock")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SetupError, match="No isolation level from namespaces upwards holds here"):
        levels.choose("auto", folder, "namespaces")


def test_a_level_that_does_not_hold_is_not_taken(
    plan_of: Callable[[str], BoxPlan], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_of("namespaces")
    probes = [Probe(tried=words, denied=key != "read") for key, words in TRIED.items()]
    assert broken("namespaces", probes) == [TRIED["read"]]
    assert broken("none", probes) == []
    monkeypatch.setattr(levels, "probe", lambda *_: probes)
    with pytest.raises(SetupError, match="does not hold here: a submission can read a file of yours"):
        levels.choose("namespaces", folder)
