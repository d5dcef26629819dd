"""Marks of a batch go into Classroom 50's scores.json, and nothing else there changes."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from grader.classroom import results
from grader.cli.app import app
from grader.cli.machine import documents
from grader.intake.identity import Student


def submission(owner: str, score: int) -> dict[str, Any]:
    return {
        "schema": "classroom50/result/v1",
        "classroom": "os",
        "assignment_type": "individual",
        "owner": owner,
        "submission": "submit/2026-12-01T12-00-00Z-a1b2c3d",
        "commit": "https://example.org/c",
        "release": "https://example.org/r",
        "review": "https://example.org/v",
        "datetime": "2026-12-01T12:00:00Z",
        "score": score,
        "max-score": 550,
        "tests": [],
        "late": False,
    }


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    """Three students; Ana has handed in twice."""
    entries = [
        {"owner": "Ana-L", "submissions": [submission("Ana-L", 250), submission("Ana-L", 0)]},
        {"owner": "ben", "submissions": [submission("ben", 550)], "note": "kept"},
        {"owner": "cleo", "submissions": [submission("cleo", 550)]},
    ]
    document = {
        "schema": "classroom50/scores/v1",
        "assignments": {"week1": {"type": "individual", "entries": entries}, "week2": {"entries": []}},
    }
    (tmp_path / "scores.json").write_text(json.dumps(document))
    return tmp_path / "scores.json"


def graded(out: Path, student: str, points: float, complete: bool = True) -> None:
    exercise = {"slug": "tally", "passed": points == 4, "points": points, "max_points": 4.0, "checks": []}
    report = {"points": points, "max_points": 4.0, "complete": complete, "exercises": [exercise]}
    results.prepare(out)
    results.write(out, Student(student), {"report": report, "fault": ""})


def test_marks_replace_the_latest_submissions(tmp_path: Path, scores: Path) -> None:
    before = json.loads(scores.read_text())
    out = tmp_path / "results"
    graded(out, "ana-l", 1.5)
    graded(out, "ben", 4)
    graded(out, "cleo", 0, complete=False)
    graded(out, "dan", 4)
    words = ["book", "classroom50", str(out), "--scores", str(scores), "--assignment", "week1"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 3
    said = f"2 students in {scores}. 1 left out: their points are not final. Not there, so left out: dan."
    assert done.stdout.strip() == said
    scores.write_text(json.dumps(before))
    done = CliRunner().invoke(app, [*words, "--json"])
    told = json.loads(done.stdout)
    jsonschema.validate(told, documents.schema("book"))
    assert (done.exit_code, told["students"], told["unfinished"], told["missing"]) == (3, 2, 1, ["dan"])
    wanted = copy.deepcopy(before)
    ana, ben, _ = wanted["assignments"]["week1"]["entries"]
    for entry, score in ((ana, 150), (ben, 400)):
        test = {"test-name": "tally", "passed": score == 400, "score": score, "max-score": 400}
        entry["submissions"][0] |= {"score": score, "max-score": 400, "tests": [test]}
        entry["override"] = True
    assert json.loads(scores.read_text()) == wanted


@pytest.mark.parametrize("text", ["", "[]", '{"schema": "classroom50/scores/v2"}', "{"])
def test_another_file_is_left_alone(tmp_path: Path, text: str) -> None:
    graded(tmp_path / "results", "ana", 4)
    file = tmp_path / "scores.json"
    file.write_text(text)
    words = ["book", "classroom50", str(tmp_path / "results"), "--scores", str(file), "--assignment", "week1"]
    assert CliRunner().invoke(app, words).exit_code == 2
    assert file.read_text() == text


def test_an_assignment_that_is_not_there(tmp_path: Path, scores: Path) -> None:
    graded(tmp_path / "results", "ana-l", 4)
    before = scores.read_text()
    words = ["book", "classroom50", str(tmp_path / "results"), "--scores", str(scores), "--assignment", "x"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert "has no assignment x" in done.stderr
    assert scores.read_text() == before
