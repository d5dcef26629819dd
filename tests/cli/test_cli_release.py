"""``grade release`` as it is typed: one form, a name, a date, weights."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli.app import app


def release(*words: str) -> Result:
    return CliRunner().invoke(app, ["release", *words])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_assignment_is_what_was_typed(here: Path) -> None:
    words = ("--due", "2026-12-01 12:00 UTC", "--weight", "tally=2.5", "tally", "fork_report", "tally")
    assert release("--out", "week1", *words).exit_code == 0
    found = tomllib.loads((here / "week1/assignment.toml").read_text())
    assert (found["name"], found["weights"]) == ("week1", {"tally": 2.5, "fork_report": 1})
    assert str(found["due"]) == "2026-12-01 12:00:00+00:00"
    page = (here / "week1/README.md").read_text()
    assert page.startswith("# week1\n")
    assert "They are due on Tuesday, 01 December 2026, 12:00 (UTC)." in page
    assert "| Counting together | 6.25 |" in page


def test_an_archive_and_autograders(here: Path) -> None:
    assert "week1.zip: " in release("--zip", "--out", "week1", "tally").stdout
    assert "ag.zip: " in release("--gradescope", "--out", "ag.zip", "tally", "--assignment", "w").stdout
    names = zipfile.ZipFile(here / "ag.zip").namelist()
    assert {"setup.sh", "run_autograder", "forklore/assignment.toml"} <= set(names)
    said = release("--classroom50", "bundle", "tally").stdout
    assert "everybody can read it, with the public checks only" in said
    assert (here / "bundle/autograder.py").is_file()


@pytest.mark.parametrize(
    "words",
    [
        ("--out", "x", "--weight", "tally"),
        ("--out", "x", "--weight", "gather=2", "tally"),
        ("--out", "x", "--weight", "tally=many", "tally"),
        ("--out", "x", "--due", "next friday", "tally"),
        ("--out", "x", "--python", "2.7", "tally"),
        ("--out", "x", "nothing"),
        ("--out", "x", "--classroom50", "y", "tally"),
        ("--zip", "--gradescope", "--out", "x"),
        (),
    ],
)
def test_what_cannot_be_is_said_and_nothing_written(here: Path, words: tuple[str, ...]) -> None:
    result = release(*words)
    assert result.exit_code == 2, result.output
    assert "grade: " in result.stderr
    assert not list(here.iterdir())
