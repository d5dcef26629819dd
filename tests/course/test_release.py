"""What students are given works, and gives nothing away."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.box.plan import BoxPlan
from grader.course.release import as_zip, contents, write_folder
from grader.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
BANK = load_bank()


def packed(files: dict[str, bytes]) -> dict[str, bytes]:
    """What a release has, and what is in its wheel."""
    (wheel,) = [data for name, data in files.items() if name.endswith(".whl")]
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        assert archive.testzip() is None
        return files | {name: archive.read(name) for name in archive.namelist()}


def installed(release: Path, folder: Path) -> dict[str, str]:
    """Install the wheel of a release into a folder; the environment in which its ``grade`` is found."""
    wheels = [str(path) for path in release.glob("*.whl")]
    line = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(folder)]
    subprocess.run([*line, *wheels], check=True, capture_output=True, timeout=100)
    return {**os.environ, "PYTHONPATH": str(folder), "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}


def test_nothing_gives_an_answer_away() -> None:
    files = packed(contents(BANK, (), hidden=False))
    assert not [name for name in files if "test_hidden" in name or "solutions" in name]
    assert not [name for name in files if "/accepted/" in name or "/rejected/" in name]
    registered = [data for name, data in files.items() if name.endswith("exercise.toml")]
    assert len(registered) == len(BANK.exercises)
    assert not [data for data in registered if b"rejected" in data or b"accepted" in data]
    stubs = [data for name, data in files.items() if name.startswith("exercises/0") and name.endswith(".py")]
    assert all(b"NotImplementedError" in data and b"BEGIN SOLUTION" not in data for data in stubs)


def test_hidden_checks_only_on_demand() -> None:
    names = packed(contents(BANK, ["tally"], hidden=True))
    assert "grader/suites/tally/test_hidden.py" in names
    assert not [name for name in names if "fork_report" in name]


def test_the_record_names_every_file_with_its_digest() -> None:
    files = contents(BANK, ["tally"], hidden=False)
    inside = {name: data for name, data in packed(files).items() if name not in files}
    (record,) = [data.decode() for name, data in inside.items() if name.endswith("/RECORD")]
    rows = [line.rsplit(",", 2) for line in record.splitlines()]
    assert [row[0] for row in rows] == list(inside)
    for name, digest, size in rows[:-1]:
        wanted = base64.urlsafe_b64encode(hashlib.sha256(inside[name]).digest()).decode().rstrip("=")
        assert (digest, size) == (f"sha256={wanted}", str(len(inside[name])))


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
    run = subprocess.run(
        ["grade"],
        cwd=tmp_path / "out",
        env=installed(tmp_path / "out", tmp_path / "site"),
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
    environment = installed(tmp_path / "out", tmp_path / "site")
    environment["GITHUB_OUTPUT"] = str(tmp_path / "output")
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
