"""What a teacher has named and nobody has: it is said, and the exit code is 3."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import builder
import pytest
from builder import RIGHT
from click.testing import Result

Batch = Callable[..., Result]
ROSTER = "id,name,email\n1001,Ana,ana@x\n1002,Ben,ben@x\n"
WEEK = """\
version = 1
name = "week1"
due = 2026-10-02T00:00:00Z
[weights]
fork_report = 1
"""


@pytest.fixture
def given(tmp_path: Path) -> Path:
    tree = {"class": {"Ana_1001_assignsubmission_file_": {"fork_report.py": RIGHT}}, "a.toml": WEEK}
    return builder.build(tmp_path, {**tree, "people.csv": ROSTER, "due.toml": WEEK.replace("due", "# due")})


LISTS = {
    "id,days\n1001,2\n1002,2\n": "",
    "id,email,days\n,ANA@x,2\n9,ben@x,1\n": "",
    "id,days\n1001,2\n77,2\n": "Nobody of this class is in the list of extensions as: 77.",
    "id,email,until\n78,b@y,2026-12-01\n,c@y,2026-12-01\n": "as: 78/b@y, c@y.",
}


@pytest.mark.parametrize("text", LISTS)
def test_an_extension_of_nobody(batch: Batch, given: Path, text: str) -> None:
    (given / "e.csv").write_text(text)
    line = ["class", "--out", "results", "--roster", "people.csv", "--assignment", "a.toml"]
    for more in (["--extensions", "e.csv"], ["--only", "1001"]):
        result = batch(*line, *more)
        assert result.exit_code == (3 if LISTS[text] else 0), result.output
        assert LISTS[text] in " ".join(result.stdout.split())
    said = json.loads(batch(*line, "--json").stdout)
    assert [LISTS[text] in one for one in said["unmatched"]] == [True] * bool(LISTS[text])


def test_days_without_a_date(batch: Batch, given: Path) -> None:
    (given / "e.csv").write_text("id,days\n1001,2\n")
    for more in ([], ["--assignment", "due.toml"]):
        result = batch("class", "--out", "results", "--extensions", "e.csv", *more)
        assert (result.exit_code, "the assignment has none" in result.stdout) == (3, True)
    assert batch("class", "--out", "results", "--assignment", "a.toml").exit_code == 0


def test_a_map_of_no_file(batch: Batch, given: Path) -> None:
    line = ["class", "--out", "results", "--map", "fork*=fork_report"]
    assert batch(*line).exit_code == 0
    result = batch(*line, "--map", "fork_r*=fork_report", "--map", "*.pdf=-")
    assert result.exit_code == 3
    assert "--map 'fork_r*=fork_report' names no file.\n--map '*.pdf=-' names no file.\n" in result.stdout


def test_an_address_of_two(batch: Batch, given: Path) -> None:
    (given / "people.csv").write_text(ROSTER + "1003,Cy,Ben@x\n")
    result = batch("class", "--out", "results", "--roster", "people.csv")
    assert result.exit_code == 3
    assert "nobody is found by it: ben@x (1002, 1003)." in " ".join(result.stdout.split())


def test_an_exercise_of_another_assignment(batch: Batch, given: Path) -> None:
    result = batch("class", "--out", "results", "--assignment", "a.toml", "run_all")
    assert result.exit_code == 2
    assert "run_all is not an exercise of week1." in result.output
    assert "Its exercises are: fork_report." in result.output


def test_only_one_student_by_id_address_or_name(batch: Batch, given: Path) -> None:
    (given / "people.csv").write_text(ROSTER + "1003,Ben,b3@x\n")
    line = ["class", "--out", "results", "--roster", "people.csv"]
    for name in ("1001", "ana@x", "Ana", "b3@x"):
        result = batch(*line, "--only", name)
        assert result.exit_code == 0, result.output
    assert "Name an id: 1002, 1003." in batch(*line, "--only", "Ben").output
    result = batch(*line, "--only", "Ana B")
    assert (result.exit_code, "an address or a name" in result.output) == (2, True)
