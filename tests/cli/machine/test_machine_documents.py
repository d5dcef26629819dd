"""What programs read: each document of ``--json`` fits its committed schema, which is the code's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

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


def test_list(grade: Grade) -> None:
    found = fits(grade("list", "--json").output, "list")
    assert [one["slug"] for one in found["exercises"]] == ["fork_report", "run_isolated", "run_all"]
    assert (found["folder"], found["exercises"][0]["earned"]) == ("", None)


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
    result = grade("doctor", "--json", "--require", "landlock")
    assert (result.exit_code, fits(result.output, "doctor")["exit_code"]) == (3, 3)


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
