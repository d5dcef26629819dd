"""Gradescope, GitHub Classroom and Actions: the same report, and nothing of a student's that acts in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.render import classroom, github, gradescope, safe
from grader.scoring import Report
from grader.verdict import Verdict

Golden = Callable[[str, str], None]
Make = SimpleNamespace
ANYTHING = st.text(st.one_of(st.characters(codec=None), st.sampled_from("\x1b\r\n:,%`#<|")), max_size=200)
GRADESCOPE = {
    "type": "object",
    "required": ["tests"],
    "properties": {
        "execution_time": {"type": "number"},
        "stdout_visibility": {"enum": ["hidden", "after_due_date", "after_published", "visible"]},
        "tests": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["score", "max_score", "status", "name"],
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": {"enum": ["text", "html", "simple_format", "md", "ansi"]},
                    "visibility": {"enum": ["hidden", "after_due_date", "after_published", "visible"]},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
CLASSROOM = {
    "type": "object",
    "required": ["version", "status", "tests"],
    "properties": {
        "version": {"const": 1},
        "status": {"enum": ["pass", "fail", "error"]},
        "max_score": {"type": "number"},
        "tests": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "status"],
                "properties": {
                    "status": {"enum": ["pass", "fail", "error"]},
                    "score": {"type": "number"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


def listed(document: bytes, schema: dict[str, Any]) -> list[dict[str, Any]]:
    said = json.loads(document)
    jsonschema.validate(said, schema)
    found: list[dict[str, Any]] = said["tests"]
    return found


def test_gradescope(mixed_report: Report, golden: Golden) -> None:
    found = listed(gradescope.encode(mixed_report), GRADESCOPE)
    assert sum(test["score"] for test in found) == mixed_report.points
    assert sum(test["max_score"] for test in found) == mixed_report.max_points
    checks = [check for exercise in mixed_report.exercises for check in exercise.checks]
    shown = [test["visibility"] == "visible" for test in found]
    assert shown == [check.visibility == "public" for check in checks]
    golden("gradescope", gradescope.encode(mixed_report).decode())


def test_classroom(mixed_report: Report, golden: Golden) -> None:
    found = listed(classroom.encode(mixed_report), CLASSROOM)
    assert sum(test["score"] for test in found) == mixed_report.points
    assert json.loads(classroom.encode(mixed_report))["status"] == "error"  # one is a fault of ours
    golden("classroom", classroom.encode(mixed_report).decode())


@pytest.mark.parametrize(("module", "schema"), [(gradescope, GRADESCOPE), (classroom, CLASSROOM)])
def test_there_is_always_a_test(module: Any, schema: dict[str, Any], make: Make) -> None:
    assert listed(module.encode(make.report()), schema)
    refused = make.exercise("tally", "Tally", "x.py", refusal="It is a folder.")
    (test,) = listed(module.encode(make.report(refused)), schema)
    assert "It is a folder." in json.dumps(test)


def test_github_summary(mixed_report: Report, golden: Golden) -> None:
    golden("github_summary", github.summary(mixed_report))


def test_github_annotations(mixed_report: Report, make: Make) -> None:
    commands = github.commands(mixed_report)
    assert all(re.fullmatch(r"::error file=[^:,]+,line=\d+,title=[^:,]+::.+", one) for one in commands)
    many = [make.check(f"{n}", Verdict.FAILED, 0, 1, f"at line {n}") for n in range(20)]
    commands = github.commands(make.report(make.exercise("tally", "Tally", "a,b:c.py", *many)))
    assert len(commands) == 10
    assert commands[7].startswith("::error file=a%2Cb%3Ac.py,line=7,title=tally%3A 7::")


def test_github_annotates_a_line_once(make: Make) -> None:
    same = [make.check(f"It adds ({m}).", Verdict.FAILED, 0, 1, "at line 4") for m in ("fork", "spawn")]
    other = make.check("It ends.", Verdict.LEAKED, 0, 1, "at line 5")
    report = make.report(make.exercise("tally", "Tally", "tally.py", *same, other))
    one, two = github.commands(report)
    assert "line=4,title=tally%3A It adds (fork). (and 1 more check)::" in one
    assert "line=5,title=tally%3A It ends.::" in two
    assert github.summary(report).count("at line 4") == 1


def test_what_was_not_handed_in_is_said_once(make: Make) -> None:
    checks = [make.check(f"{n}", Verdict.NOT_STARTED, 0, 1, "There is no file.") for n in range(3)]
    report = make.report(make.exercise("tally", "Tally", "tally.py", *checks, refusal="There is no file."))
    assert github.summary(report).count("There is no file") == 1
    assert len(github.commands(report)) == 1


@given(ANYTHING)
def test_no_text_is_a_command(text: str) -> None:
    assert len(safe.workflow(text).splitlines()) <= 1
    assert not set(safe.workflow_property(text)) & set(":,\n\r")


@given(ANYTHING)
def test_no_text_ends_its_fence(text: str) -> None:
    block = safe.fenced(text)
    fence = block.partition("text\n")[0]
    inside = block.removeprefix(f"{fence}text\n").removesuffix(f"\n{fence}\n")
    assert fence not in inside
    assert "\x1b" not in inside


@given(ANYTHING)
def test_markdown_has_no_meaning_left(text: str) -> None:
    shown = safe.markdown(text)
    assert len(shown.splitlines()) <= 1
    assert not set(re.sub(r"\\.", "", shown)) & set("<>[]`|*#_!@&")


def test_a_command_in_the_output_is_not_heard() -> None:
    lines = "".join(github.quiet("::error::stolen\n")).splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    assert len(token) == 32
    assert lines[1:] == ["::error::stolen", f"::{token}::"]
