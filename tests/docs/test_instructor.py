"""The ten minutes of INSTRUCTOR.md are what they say: its lines are run."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.box.plan import BoxPlan

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(300)
def test_the_ten_minutes(tmp_path: Path, plan_of: Callable[[str], BoxPlan]) -> None:
    plan_of("namespaces")
    pytest.importorskip("nbgrader")
    text = (ROOT / "INSTRUCTOR.md").read_text("utf-8").partition("## Ten minutes\n")[2]
    block = text.partition("```sh\n")[2].partition("```")[0]
    first, rest = block.split("\n", 1)
    assert first.startswith("pip install")  # done by whoever runs this
    for name in ("grade", "nbgrader"):
        module = {"grade": "grader.cli"}.get(name, name)
        (tmp_path / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        (tmp_path / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-e", "-c", rest],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    term = tmp_path / "term"
    table = list(csv.reader((term / "results" / "grades.csv").read_text().splitlines()))
    assert [line[:3] for line in table[1:]] == [
        ["1001", "Ana B", "ana@example.org"],
        ["1002", "Ben C", "ben@example.org"],
    ]
    assert [line[5:10] for line in table[1:]] == [["0", "0", "", "0", "13"], ["0", "no file", "", "0", "13"]]
    upload = list(csv.reader((term / "upload.csv").read_text().splitlines()))
    assert [line[3] for line in upload[1:]] == ["0.00", "0.00"]
    assert "tally: 0 of 8 points, no file" in upload[2][5]
    with zipfile.ZipFile(term / "feedback.zip") as archive:
        assert archive.namelist() == [
            "Ana B_1001_assignsubmission_file_/feedback.html",
            "Ben C_1002_assignsubmission_file_/feedback.html",
        ]
    assert "<svg" in (term / "insight.html").read_text()
    exported = (term / "grades.csv").read_text().splitlines()
    assert [line.split(",")[3] for line in exported] == ["student_id", "1001", "1002"]
