"""Commands about a course that is not ours, typed where nothing but their argument leads to it."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from grader.author.new import new
from grader.classroom import results
from grader.cli.app import app
from grader.course import located
from grader.intake.identity import Student
from grader.live.class_board import ClassBoard
from grader.render import jsonreport
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with the exercise ``pong``."""
    folder = tmp_path_factory.mktemp("there") / "pong-lab"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(located.VARIABLE, "")
        patch.chdir(folder)
        new("pong", "talk", "", (), ("fork",))
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, in no course."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv(located.VARIABLE, "")
    return folder


@pytest.fixture
def graded(lab: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a batch of this course leaves: one student, whose answer fails."""
    out = here / "results"
    results.prepare(out)
    with monkeypatch.context() as patch:
        patch.setenv(located.VARIABLE, str(lab))
        located.remember(out)
    check = CheckResult(
        id="pong/test_public::test_a", exercise="pong", visibility="public", title="It ends.",
        verdict=Verdict.FAILED, diagnosis="no-wait", points=0, max_points=1,
    )  # fmt: skip
    report = Report(
        forklore="0", python="3", platform="", isolation="none", witness="ptrace", seed=1, duration=0.0,
        started="2026-11-30T10:00:00+00:00",
        exercises=[ExerciseReport(slug="pong", title="", path="", checks=[check])],
    )  # fmt: skip
    results.write(out, Student("ada"), {"fault": "", "note": "", "report": jsonreport.as_dict(report)})
    return out


def grade(*words: str) -> str:
    found = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


def test_the_page_of_a_class_knows_the_course_of_its_results(
    graded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = pytest.importorskip("grader.live.serve")
    boards: list[ClassBoard] = []
    monkeypatch.setattr(
        server, "Live", lambda _out, _take_in, look, _bank: SimpleNamespace(token="", look=look)
    )
    monkeypatch.setattr(server, "run", lambda live, _listening: boards.append(live.look()))
    grade("insight", str(graded), "--serve")
    (board,) = boards
    assert (board.students, [one.exercise for one in board.stuck]) == (1, ["pong"])


def test_answers_are_compared_by_the_course_of_the_results(graded: Path) -> None:
    said = CliRunner().invoke(app, ["similar", str(graded), "pong"], catch_exceptions=False)
    assert (said.exit_code, "no exercise" in said.output) == (0, False), said.output


def test_a_gradebook_has_the_name_that_the_class_was_graded_under(
    graded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    book = SimpleNamespace(
        opened=lambda *_: SimpleNamespace(close=lambda: None),
        sync=lambda _book, rows, name, *_: names.append(name) or len(rows),
        others=lambda *_: [],
    )
    monkeypatch.setitem(sys.modules, "grader.notebook.gradebook", book)  # ours needs nbgrader
    monkeypatch.setattr("grader.notebook.gradebook", book, raising=False)
    line = ("book", "sync", str(graded), "--db", "sqlite://")
    grade(*line)
    os.environ[located.VARIABLE] = ""
    text = 'version = 1\nname = "week1"\n[weights]\npong = 1\n'
    (graded / "assignment.toml").write_text(text)
    grade(*line)
    grade(*line, "--assignment", "typed")
    assert names == ["pong-lab", "week1", "typed"]


def test_notebooks_remember_their_course(lab: Path, here: Path) -> None:
    said = grade("release", "--nbgrader", "notebooks", "--course", str(lab))
    assert "notebooks/source/pong-lab" in said
    os.environ[located.VARIABLE] = ""
    os.chdir(here / "notebooks")  # here nbgrader's commands are typed
    listed: dict[str, Any] = json.loads(grade("list", "--json"))
    assert "pong" in json.dumps(listed) and "fork_report" not in json.dumps(listed)


def test_an_archive_unpacks_into_a_folder_of_its_name(lab: Path, here: Path) -> None:
    grade("release", "--zip", "--out", "week1", "--course", str(lab))
    names = zipfile.ZipFile(here / "week1.zip").namelist()
    assert names and all(name.startswith("week1/") for name in names)


def test_record_names_an_entry_without_a_file(lab: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.author.record.record", lambda *_: [])  # that every answer got what it should
    toml = lab / "suites/pong/exercise.toml"
    whole = toml.read_text()
    line = whole.count("\n") + 3
    toml.write_text(f'{whole}\n[[accepted]]\nname = "gone"\nabout = "It is not there."\n')
    try:
        said = CliRunner().invoke(app, ["author", "record", "pong", "--course", str(lab)])
    finally:
        toml.write_text(whole)
    assert said.exit_code == 1
    assert f"exercise.toml:{line}: " in said.output and "accepted/gone.py is missing" in said.output
