"""The autograder for Gradescope, unpacked and run as Gradescope runs it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.bank import load_bank
from grader.box.plan import BoxPlan
from grader.course import gradescope, release

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def autograder(
    tmp_path_factory: pytest.TempPathFactory, plan_of: Callable[[str], BoxPlan]
) -> Callable[[dict[str, str]], dict[str, Any]]:
    """Grade a submission: names of files to their texts; what results.json says."""
    plan_of("namespaces")
    root = tmp_path_factory.mktemp("autograder")
    files = release.contents(load_bank(), ["fork_report", "tally"], hidden=True)
    data = release.as_zip(gradescope.contents(files), "")
    assert data == release.as_zip(gradescope.contents(files), "")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(root / "source")
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
    (wheel,) = (root / "source" / "forklore").glob("*.whl")
    site = root / "site"
    line = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*line, str(wheel)], check=True, capture_output=True, timeout=100)
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755

    def run(submission: dict[str, str]) -> dict[str, Any]:
        folder = root / "submission"
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for name, text in submission.items():
            (folder / name).write_text(text)
        environment = {
            **os.environ,
            "AUTOGRADER": str(root),
            "GRADE": str(site / "bin" / "grade"),
            "PYTHONPATH": str(site),
        }
        line = ["bash", str(root / "source" / "run_autograder")]
        done = subprocess.run(line, env=environment, cwd=root, capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads((root / "results" / "results.json").read_text())
        return found

    return run


@pytest.mark.parametrize("name", ["SETUP", "RUN"])
def test_the_scripts_are_scripts(name: str) -> None:
    text = getattr(gradescope, name)
    assert subprocess.run(["bash", "-n"], input=text, text=True, timeout=10).returncode == 0


def test_a_submission(autograder: Callable[[dict[str, str]], dict[str, Any]]) -> None:
    right = (ROOT / "solutions/06_shared/tally.py").read_text()
    found = autograder({"tally.py": right, "fork_report.py": "def fork_report(fd):\n    return 42\n"})
    tests = found["tests"]
    by_exercise = {
        slug: [test for test in tests if slug in test["tags"]] for slug in ("tally", "fork_report")
    }
    assert all(test["score"] == test["max_score"] > 0 for test in by_exercise["tally"])
    assert all(test["score"] == 0 for test in by_exercise["fork_report"])
    assert {test["visibility"] for test in tests} == {"visible", "hidden"}


@pytest.mark.parametrize("files", [{}, {"essay.txt": 'I wrote "nothing"\\\n'}])
def test_nothing_to_grade_is_said(
    autograder: Callable[[dict[str, str]], dict[str, Any]], files: dict[str, str]
) -> None:
    found = autograder(files)
    assert found["score"] == 0
    assert len(found["output"]) > 10
