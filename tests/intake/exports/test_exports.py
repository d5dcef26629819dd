"""Every shape of an export, from the command to the table; grading itself is the fake judge's."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import builder
import pytest
from builder import RIGHT
from click.testing import CliRunner, Result
from shapes import SHAPES, Row, Shape

from grader.cli.app import app

Batch = Callable[..., Result]


def table(out: Path) -> dict[str, dict[str, str]]:
    """The rows by id; an id that stands there twice is an error."""
    with (out / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["id"] for row in rows}) == len(rows)
    return {row["id"]: row for row in rows}


def wrong(row: dict[str, str], expected: Row) -> list[str]:
    """What is not as it should be in a row."""
    found = [word for word in expected.words if word not in row["remark"]]
    if not expected.words and row["remark"]:
        found.append(f"no remark: {row['remark']}")
    if float(row["points"]) != expected.points:
        found.append(f"{expected.points} points")
    found += [expected.name] if expected.name not in ("", row["name"]) else []
    return found + ([expected.group] if expected.group != row["group"] else [])


@pytest.mark.parametrize("name", SHAPES)
def test_the_table_of(name: str, batch: Batch, tmp_path: Path) -> None:
    shape: Shape = SHAPES[name]
    folder = builder.build(tmp_path / "given", shape.tree)
    out = folder / "results" if not shape.place else tmp_path / "results"
    result = batch(str(folder / shape.place), "--out", str(out), *shape.args)
    assert result.exit_code == shape.code, result.output
    assert "Traceback" not in result.output
    if not shape.rows:
        return
    rows = table(out)
    faults = {key: wrong(rows[key], row) for key, row in shape.rows.items() if key in rows}
    assert (set(rows), {key: row for key, row in faults.items() if row}) == (set(shape.rows), {}), rows
    for path in shape.stray:
        assert path in result.stdout
    assert ("no exercise, or cannot be read" in result.stdout) == (shape.code == 3)


def test_there_are_enough_shapes() -> None:
    assert len(SHAPES) >= 40


def test_json_has_what_nobody_claimed(batch: Batch, tmp_path: Path) -> None:
    builder.build(tmp_path / "class", {"ana": {"notes.txt": "", "fork_report.py": "x\n"}, "stray.py": ""})
    result = batch("class", "--out", "results", "--json")
    found = json.loads(result.stdout)
    (row,) = found["students"]
    assert (found["exit_code"], result.exit_code) == (3, 3)
    assert found["stray"] == ["stray.py"]
    assert (row["student"]["id"], row["unclaimed"]) == ("ana", ["ana/notes.txt"])
    assert "notes.txt" in row["remark"]


@pytest.mark.parametrize("text", ["fork_report", "=fork_report", "x.py=no_such"])
def test_a_map_that_cannot_be_is_one_sentence(batch: Batch, tmp_path: Path, text: str) -> None:
    builder.build(tmp_path / "class", {"ana": {}})
    assert batch("class", "--out", "results", "--map", text).exit_code == 2


def test_grade_names_batch_for_an_archive(batch: Batch, tmp_path: Path) -> None:
    builder.build(tmp_path, {"class.zip": {"ana": {}}})
    result = CliRunner().invoke(app, ["class.zip"])
    assert result.exit_code == 2
    assert "grade batch class.zip" in result.output


def test_grade_names_a_module_beside_the_answer(batch: Batch, tmp_path: Path) -> None:
    answer = "import os, sys\nfrom helpers import x\n" + RIGHT
    builder.build(tmp_path / "ana", {"fork_report.py": answer, "helpers.py": "", "os.txt": ""})
    result = CliRunner().invoke(app, ["ana", "--json"])
    assert "fork_report.py imports helpers, and an answer is one file" in result.stderr
    assert json.loads(result.stdout)["points"] == 2


def test_a_roster_names_who_is_missing_and_who_is_unknown(batch: Batch, tmp_path: Path) -> None:
    files = {"Ada L_1001_assignsubmission_file_": {"fork_report.py": RIGHT}}
    builder.build(tmp_path / "class", {**files, "Mal_1009_assignsubmission_file_": {"fork_report.py": RIGHT}})
    (tmp_path / "class" / "roster.csv").write_text(
        "Identifier,Full name,Email address,Section\n"
        "Participant 1001,Ada Lovelace,a@x,B\nParticipant 7,Bob,b@x,B\n"
    )
    result = batch("class", "--out", "results", "--roster", "class/roster.csv")
    assert result.exit_code == 3, result.output
    assert "Nothing was handed in by 1 student: Bob (7)." in result.stdout
    assert "Not on the roster: 1 student: Mal (1009)." in result.stdout
    rows = table(tmp_path / "results")
    assert {
        key: (row["name"], row["email"], row["section"], float(row["points"])) for key, row in rows.items()
    } == {
        "1001": ("Ada Lovelace", "a@x", "B", 2),
        "1009": ("Mal", "", "", 2),
        "7": ("Bob", "b@x", "B", 0),
    }
    assert "Nothing was handed in" in rows["7"]["remark"]
    (tmp_path / "class" / "Mal_1009_assignsubmission_file_" / "fork_report.py").unlink()
    (tmp_path / "class" / "Mal_1009_assignsubmission_file_").rmdir()
    assert batch("class", "--out", "results", "--roster", "class/roster.csv").exit_code == 0
