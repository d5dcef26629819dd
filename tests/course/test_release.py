"""What students are given works, and gives nothing away."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.box.plan import BoxPlan
from grader.course.release import as_zip, contents, write_folder
from grader.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
BANK = load_bank()


def test_nothing_gives_an_answer_away() -> None:
    files = contents(BANK, (), hidden=False)
    assert not [name for name in files if "test_hidden" in name or "solutions" in name]
    assert not [name for name in files if "/accepted/" in name or "/rejected/" in name]
    registered = [data for name, data in files.items() if name.endswith("exercise.toml")]
    assert len(registered) == len(BANK.exercises)
    assert not [data for data in registered if b"rejected" in data or b"accepted" in data]
    stubs = [data for name, data in files.items() if name.startswith("exercises/0") and name.endswith(".py")]
    assert all(b"NotImplementedError" in data and b"BEGIN SOLUTION" not in data for data in stubs)


def test_hidden_checks_only_on_demand() -> None:
    names = contents(BANK, ["tally"], hidden=True)
    assert "grader/suites/tally/test_hidden.py" in names
    assert not [name for name in names if "fork_report" in name]


def test_the_same_content_gives_the_same_bytes() -> None:
    assert as_zip(contents(BANK, ["tally"], hidden=False)) == as_zip(contents(BANK, ["tally"], hidden=False))


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x")
    with pytest.raises(UsageError, match="there already"):
        write_folder(tmp_path / "out", {"a": b""})
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine"]


def test_students_can_grade_what_they_get(tmp_path: Path, plan_of: Callable[[str], BoxPlan]) -> None:
    plan_of("namespaces")
    write_folder(tmp_path / "out", contents(BANK, ["fork_report", "tally"], hidden=False))
    (tmp_path / "out/exercises/06_shared/tally.py").write_bytes(
        (ROOT / "solutions/06_shared/tally.py").read_bytes()
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "out")}
    run = subprocess.run(
        [sys.executable, "-P", "-m", "grader.cli"],
        cwd=tmp_path / "out",
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert run.returncode == 1, run.stderr
    assert "2 exercises: 1 complete, 1 not started." in run.stdout


def test_the_workflow_hands_githubs_classroom_the_points(
    tmp_path: Path, plan_of: Callable[[str], BoxPlan]
) -> None:
    plan_of("namespaces")
    write_folder(tmp_path / "out", contents(BANK, ["fork_report", "tally"], hidden=False))
    (tmp_path / "out/exercises/06_shared/tally.py").write_bytes(
        (ROOT / "solutions/06_shared/tally.py").read_bytes()
    )
    text = (tmp_path / "out" / ".github/workflows/classroom.yml").read_text()
    step = text.partition("id: forklore\n        run: |\n")[2].partition("      - name:")[0]
    (tmp_path / "grade").write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m grader.cli "$@"\n')
    (tmp_path / "grade").chmod(0o755)
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "out"),
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
    }
    run = subprocess.run(
        ["bash", "-e", "-c", textwrap.dedent(step)],
        cwd=tmp_path / "out",
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert run.returncode == 0, run.stderr
    name, _, value = (tmp_path / "output").read_text().strip().partition("=")
    result = json.loads(base64.b64decode(value))
    assert (name, result["status"]) == ("result", "fail")
    assert {test["status"] for test in result["tests"]} == {"pass", "fail"}
