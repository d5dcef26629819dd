"""What programs read: each document of ``--json`` fits its committed schema, which is the code's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import msgspec
import pytest
from click.testing import CliRunner, Result

from grader.cli.app import app, grading
from grader.cli.machine import documents
from grader.isolation import survey
from grader.live.class_board import ClassBoard, SharedCause, Stuck
from grader.render.jsonreport import schema_text
from grader.report import Probe

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
Grade = Callable[..., Result]


def fits(text: str, name: str) -> Any:
    """The document in a text of one line, if it is one."""
    assert text.count("\n") == 1
    assert text.isascii()
    found = json.loads(text)
    jsonschema.validate(found, json.loads((REFERENCE / f"{name}.schema.json").read_text("utf-8")))
    return found


@pytest.mark.parametrize("name", documents.KINDS)
def test_the_committed_schema_is_the_generated_one(name: str) -> None:
    again = f"python -m grader.cli.machine.documents {name} > docs/reference/{name}.schema.json"
    found = documents.schema(name)
    assert (REFERENCE / f"{name}.schema.json").read_text("utf-8") == schema_text(found), again
    jsonschema.Draft202012Validator.check_schema(found)


@pytest.mark.parametrize("name", documents.KINDS)
def test_the_page_names_each_document(name: str) -> None:
    page = (REFERENCE / "json.md").read_text("utf-8")
    assert f"({name}.schema.json)" in page


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the words by which it is called."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield " ".join((*path, name)), command


@pytest.mark.parametrize(("words", "command"), [("--json", grading), *commands(app)])
def test_every_command_has_json_or_the_page_says_why_not(words: str, command: click.Command) -> None:
    with_json, _, without = (REFERENCE / "json.md").read_text("utf-8").partition("## Commands without it")
    asked = any("--json" in parameter.opts for parameter in command.params)
    named = rf"`(grade|forklore) {words}\b[^`]*`"
    assert re.search(named, with_json if asked else without), "give it --json, or say why it has none"


@pytest.mark.parametrize("kind", documents.KINDS.values())
def test_documents_are_of_one_family(kind: type[msgspec.Struct]) -> None:
    assert "schema_version" in kind.__struct_fields__


def test_list(grade: Grade) -> None:
    found = fits(grade("list", "--json").output, "list")
    assert [one["slug"] for one in found["exercises"]] == ["fork_report", "run_isolated", "run_all"]
    assert (found["folder"], found["exercises"][0]["earned"]) == ("", None)


@pytest.fixture
def work(grade: Grade, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """A started folder, the working one."""
    found = fits(grade("start", "work", "--json").stdout, "start")
    assert (found["folder"], found["written"]) == (str(folder / "work"), 3)
    assert found["current"]["slug"] == "fork_report"
    monkeypatch.chdir(folder / "work")
    return folder / "work"


def test_the_way_of_a_learner(grade: Grade, work: Path) -> None:
    found = fits(grade("next", "--json").stdout, "next")
    assert (found["before"], found["current"]["slug"]) == ("fork_report", "run_isolated")
    assert (found["done"], found["total"]) == (0, 3)
    found = fits(grade("hint", "2", "--json").stdout, "hint")
    assert (found["exercise"], found["number"], found["count"]) == ("run_isolated", 2, 2)
    assert found["text"] == "Who waits for the child?"
    (work / "exercises/01_fork/run_isolated.py").write_text("mine = 1\n")
    found = fits(grade("reset", "--json").stdout, "reset")
    assert (work / found["kept"]).read_text() == "mine = 1\n"
    (work.parent / "solutions/01_fork").mkdir(parents=True)
    (work.parent / "solutions/01_fork/run_isolated.py").write_text("pass\n")
    found = fits(grade("solution", "--spoil", "--json").stdout, "solution")
    assert found["exercise"] == "run_isolated" and found["text"] == "pass\n"


def test_nothing_is_left(grade: Grade, work: Path) -> None:
    for path in work.glob("exercises/*/*.py"):
        path.write_text("x = 1\n")
    grade()
    assert [grade(slug).exit_code for slug in ("fork_report", "run_isolated", "run_all")] == [0, 0, 0]
    found = fits(grade("next", "--json").stdout, "next")
    assert (found["current"], found["done"]) == (None, 3)


def test_explain(grade: Grade, folder: Path) -> None:
    result = grade("explain", "exercises/01_fork/run_isolated.py", "--json")
    found = fits(result.stdout, "explain")
    assert (found["exit_code"], found["verdict"], found["diagnosis"]) == (
        result.exit_code,
        "FAILED",
        "no-wait",
    )
    assert "It did something else." in found["story"]


def test_doctor(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    levels = {
        "uid": survey.IsolationLevel("uid", (Probe("read other files", False), Probe("connect", True))),
    }
    monkeypatch.setattr(
        survey, "examine", lambda name: levels.get(name, survey.IsolationLevel(name, reason="No.", fix="Do."))
    )
    found = fits(grade("doctor", "--json").output, "doctor")
    assert [one["name"] for one in found["levels"] if one["available"]] == ["uid"]
    conclusion = found["conclusion"]
    assert (conclusion["grade"], conclusion["batch"], conclusion["good_enough"]) == ("", "", False)
    assert conclusion["sentences"][0] == "Conclusion: neither `grade` nor `grade batch` works here."
    result = grade("doctor", "--json", "--require", "landlock")
    found = fits(result.output, "doctor")
    assert (result.exit_code, found["exit_code"], found["conclusion"]) == (3, 3, None)
    assert grade("doctor", "--json", "--fix").exit_code == 2


def test_batch_and_insight(grade: Grade, folder: Path) -> None:
    for name in ("ana", "bob"):
        (folder / "class" / name).mkdir(parents=True)
        (folder / "class" / name / "fork_report.py").write_text("# wrong\n")
    (folder / "class" / "stray.txt").write_text("")
    result = grade("batch", "class", "--out", "results", "--json")
    found = fits(result.stdout, "batch")
    assert [one["student"]["id"] for one in found["students"]] == ["ana", "bob"]
    assert (found["exit_code"], found["stray"]) == (3, ["stray.txt"])
    assert fits(grade("insight", "results", "--json").stdout, "insight")["students"] == 2


def test_author_check(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.author import check

    monkeypatch.setattr(check, "check_bank", lambda *_, say, **__: say("round 1") or ["It is wrong."])
    result = grade("author", "check", "fork_report", "--json")
    found = fits(result.stdout, "author-check")
    assert (result.exit_code, found["complaints"]) == (1, ["It is wrong."])
    assert found["exercises"] == ["fork_report"]


def test_a_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["release", "--zip", "--out", "w1", "--due", "2026-12-01 12:00 UTC", "tally", "--json"]
    found = fits(CliRunner().invoke(app, words, catch_exceptions=False).stdout, "release")
    assert (found["form"], found["path"], found["hidden"]) == ("archive", "w1.zip", False)
    assert (found["exercises"], found["due"]) == (["tally"], "2026-12-01T12:00:00+00:00")
    assert "assignment.toml" in found["files"]


def test_what_authors_write(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.author import stubs

    monkeypatch.setattr(stubs, "write_stubs", lambda *_: ["01_fork/tally.py"])
    result = grade("author", "stubs", "--check", "--json")
    found = fits(result.stdout, "written")
    assert (result.exit_code, found["exit_code"], found["exercises"]) == (1, 1, ["tally"])
    assert len(found["remarks"]) == 1


def test_the_board_of_a_class() -> None:
    shared = SharedCause(
        diagnosis="a",
        title="A \udcff",
        question="?",
        since="",
        exercises=["x"],
        topic="",
        read_more="",
        students=["1"],
    )
    stuck = Stuck(student="1", exercise="x", check="", cause="", since="", points=float("nan"), max_points=1)
    text = documents.encode(ClassBoard(at="", students=1, causes=[shared], stuck=[], exercises=[]))
    assert fits(text, "live")["causes"][0]["title"] == "A \\udcff"
    assert json.loads(documents.encode(stuck))["points"] is None
