"""``grade doctor`` tries each isolation level out, and says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.box.plan import BoxPlan
from grader.cli.app import app
from grader.isolation import survey
from grader.messages import machine

POSSIBLE_WITHOUT_A_BOX = {"read", "write", "see", "environ", "memory", "signal", "connect", "dial"}


def denied(level: survey.IsolationLevel) -> dict[str, bool]:
    keys = {words: key for key, words in machine.TRIED.items()}
    return {keys[tried.tried]: tried.denied for tried in level.tried}


def test_a_box_denies_everything(plan_of: Callable[[str], BoxPlan]) -> None:
    plan_of("namespaces")
    found = survey.examine("namespaces")
    assert denied(found) == dict.fromkeys(machine.TRIED, True)
    assert found.holds


def test_without_a_box_it_is_said_what_is_possible(plan_of: Callable[[str], BoxPlan]) -> None:
    plan_of("none")
    found = denied(survey.examine("none"))
    assert {key for key, is_denied in found.items() if not is_denied} == POSSIBLE_WITHOUT_A_BOX


def test_nothing_stays(plan_of: Callable[[str], BoxPlan]) -> None:
    plan_of("none")
    before = set(Path("/dev/shm").glob("forklore-*"))
    survey.examine("none")
    assert set(Path("/dev/shm").glob("forklore-*")) == before


def test_a_level_that_is_not_to_be_had_has_a_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    found = survey.examine("namespaces")
    assert (found.holds, found.tried) == (False, ())
    assert "bubblewrap" in found.reason
    assert found.fix


def test_the_command_says_it_all_and_fails_if_what_is_required_is_not_there(
    plan_of: Callable[[str], BoxPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_of("namespaces")
    line = [sys.executable, "-m", "grader.cli", "doctor"]
    run = subprocess.run(line, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert "isolation level namespaces: a submission tried to" in run.stdout
    rows = [line.split() for line in run.stdout.splitlines() if line.startswith("  read a file of yours ")]
    found = ["denied", *(["denied"] if os.geteuid() == 0 else []), "denied", "possible"]
    assert [row[-1] for row in rows] == found
    for level in ("none", "landlock", "namespaces"):
        run = subprocess.run([*line, "--require", level], capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, run.stdout
    monkeypatch.setenv("PATH", "/nowhere")
    result = CliRunner().invoke(app, ["doctor", "--require", "namespaces"])
    assert "not available here" in result.output
