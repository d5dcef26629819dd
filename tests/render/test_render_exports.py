"""Gradescope, Classroom 50, GitHub Actions: the same report, and nothing of a student's that acts in it."""

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

from grader import safe
from grader.bank import load_bank
from grader.errors import UsageError
from grader.platforms import classroom50, github, gradescope
from grader.report import CheckResult, ExerciseReport, Report
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
#: The contract of ``classroom50/result/v1``: these fields and no others, integers that are no booleans.
_TEXT = {"type": "string", "minLength": 1}
_COUNT = {"type": "integer", "minimum": 0}


def _exactly(**properties: Any) -> dict[str, Any]:
    names = {name.replace("__", "-"): value for name, value in properties.items()}
    return {
        "type": "object", "additionalProperties": False, "required": list(names), "properties": names,
    }  # fmt: skip


CLASSROOM50 = _exactly(
    schema={"const": "classroom50/result/v1"},
    classroom=_TEXT,
    assignment=_TEXT,
    assignment_type={"enum": ["individual", "group", "team"]},
    owner=_TEXT,
    submission={"type": "string", "pattern": "^submit/"},
    commit=_TEXT,
    release=_TEXT,
    review=_TEXT,
    datetime={"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
    score=_COUNT,
    max__score=_COUNT,
    tests={
        "type": "array",
        "items": _exactly(test__name=_TEXT, passed={"type": "boolean"}, score=_COUNT, max__score=_COUNT),
    },
)
RUNNER = {
    "CLASSROOM": "os-2026",
    "ASSIGNMENT": "week1",
    "OWNER": "ana",
    "ASSIGNMENT_TYPE": "individual",
    "SUBMISSION_TAG": "submit/2026-12-01T12-00-00Z-a1b2c3d",
    "COMMIT_URL": "https://example.org/commit/a1b2c3d",
    "RELEASE_URL": "https://example.org/release",
    "REVIEW_URL": "",
}


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment that Classroom 50's runner gives an autograder."""
    for name, value in RUNNER.items():
        monkeypatch.setenv(name, value)


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


@pytest.mark.usefixtures("runner")
def test_classroom50(mixed_report: Report, golden: Golden) -> None:
    document = classroom50.encode(mixed_report)
    found = listed(document, CLASSROOM50)
    assert sum(test["score"] for test in found) == json.loads(document)["score"]
    golden("classroom50", document.decode())
    assert "100 there are one point here" in classroom50.body(mixed_report).decode()


@pytest.mark.usefixtures("runner")
def test_classroom50_takes_every_exercise_with_every_verdict(make: Make) -> None:
    bank = load_bank()
    for verdict in Verdict:
        exercises = []
        for exercise in bank.exercises:
            worth = (0.5, 0.25, exercise.points - 0.75)
            checks = [
                make.check(f"It does {n}.", verdict, n if verdict is Verdict.PASSED else 0, n) for n in worth
            ]
            exercises.append(make.exercise(exercise.slug, exercise.title, "x.py", *checks))
        document = json.loads(classroom50.encode(make.report(*exercises)))
        jsonschema.validate(document, CLASSROOM50)
        total = round(100 * sum(exercise.points for exercise in bank.exercises))
        assert document["max-score"] == total
        assert document["score"] == (total if verdict is Verdict.PASSED else 0)
        for test in document["tests"]:
            assert not any(isinstance(test[key], bool) for key in ("score", "max-score"))
            assert 0 <= test["score"] <= test["max-score"]


@pytest.mark.usefixtures("runner")
@given(titles=st.lists(ANYTHING, max_size=3), weight=st.floats(0, 1000))
def test_classroom50_takes_any_title_and_weight(titles: list[str], weight: float) -> None:
    checks = [
        CheckResult(
            id="x", exercise="tally", visibility="public", title=title, verdict=Verdict.PASSED,
            points=weight, max_points=weight,
        )
        for title in titles
    ]  # fmt: skip
    exercise = ExerciseReport(slug="tally", title="Tally", path="x.py", checks=checks)
    report = Report(
        forklore="0", python="3", platform="Linux", isolation="none", witness="none", seed=1,
        started="2026-12-01T12:00:00+01:00", duration=1.0, exercises=[exercise],
    )  # fmt: skip
    document = json.loads(classroom50.encode(report))
    jsonschema.validate(document, CLASSROOM50)
    assert document["score"] == document["max-score"] == sum(test["score"] for test in document["tests"])
    assert document["datetime"] == "2026-12-01T11:00:00Z"


def test_classroom50_says_what_its_runner_has_not_set() -> None:
    assert classroom50.identity(RUNNER)["review"] == RUNNER["COMMIT_URL"]
    assert classroom50.identity({**RUNNER, "ASSIGNMENT_TYPE": "x"})["assignment_type"] == "individual"
    for name in ("CLASSROOM", "ASSIGNMENT", "OWNER", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL"):
        with pytest.raises(UsageError, match=f"{name} is not set"):
            classroom50.identity({**RUNNER, name: ""})


def test_there_is_always_a_test(make: Make) -> None:
    assert listed(gradescope.encode(make.report()), GRADESCOPE)
    refused = make.exercise("tally", "Tally", "x.py", refusal="It is a folder.")
    (test,) = listed(gradescope.encode(make.report(refused)), GRADESCOPE)
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
