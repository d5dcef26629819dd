"""What a class has not understood, counted from its results."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from grader.classroom import insight, results
from grader.cli.app import app
from grader.intake.identity import Student
from grader.render import insight_page as shown

CATALOGUE: Any = {"no-wait": SimpleNamespace(title="Nobody waits")}
EVIL = "<script>alert(1)</script>\x1b[2J"


def row(student: str, *checks: tuple[str, str, str | None], complete: bool = True) -> dict[str, Any]:
    """A results file: checks as (title, verdict, diagnosis)."""
    passed = sum(verdict == "PASSED" for _, verdict, _ in checks)
    told = [
        {
            "id": f"tally/test_public::{title.replace(' (', '[').replace(')', ']')}",
            "title": title,
            "verdict": verdict,
            "diagnosis": diagnosis,
            "duration": 0.5,
        }
        for title, verdict, diagnosis in checks
    ]
    report = {
        "complete": complete,
        "points": passed,
        "max_points": len(checks),
        "exercises": [{"slug": "tally", "checks": told}],
    }
    return {"student": {"id": student}, "fault": "", "note": "", "report": report}


ROWS = [
    row("ada", ("adds", "PASSED", None), ("waits", "LEAKED", "no-wait"), ("again", "LEAKED", "no-wait")),
    row("bob", ("adds", "PASSED", None), ("waits", "LEAKED", "no-wait"), ("again", "PASSED", None)),
    row("cyd", ("adds", "DEADLOCKED", "lock-order"), ("waits", "PASSED", None), ("again", "PASSED", None)),
    row("dan", ("adds", "NOT_STARTED", None), ("waits", "SKIPPED", None), ("again", "SKIPPED", None)),
    row("eve", ("adds", "FAILED", "no-wait"), complete=False),
]


def test_counts() -> None:
    found = insight.look(ROWS)
    assert found.students == 4  # what is not final is not counted
    assert [(one.diagnosis, one.students) for one in found.misconceptions] == [
        ("no-wait", 2),
        ("lock-order", 1),
    ]
    assert (found.deadlocks, found.deadlock_seconds) == (1, 0.5)
    by_title = {one.title: (one.passed, one.tried) for one in found.checks}
    assert by_title == {"adds": (2, 3), "waits": (1, 4), "again": (2, 4)}
    assert [one.title for one in found.checks] == ["waits", "again", "adds"]


def test_a_check_with_several_start_methods_is_one_row_and_counts_students() -> None:
    variants = [("adds (fork)", "PASSED", None), ("adds (spawn)", "FAILED", None)]
    found = insight.look(
        [row(name, *variants) for name in "abc"] + [row("d", ("adds (fork)", "PASSED", None))]
    )
    assert [(one.title, one.passed, one.tried) for one in found.checks] == [("adds", 1, 4)]


def test_text_and_page_say_it() -> None:
    found = insight.look(ROWS)
    text = shown.lines(found, CATALOGUE)
    assert "     2  Nobody waits (tally)" in text
    assert "lock-order" in text
    assert "Deadlocks: 1, proved in 0.5 s each" in text
    page = shown.page(found, CATALOGUE)
    ElementTree.fromstring(page.partition("<body>")[2].join(["<body>", ""]).partition("</html>")[0])
    assert page.count("<rect") == 2 + 3 + 10
    assert "script" not in page


def test_evil_names_are_only_shown() -> None:
    found = insight.look([row("mal", (EVIL, "FAILED", EVIL))])
    for text in (shown.lines(found, {}), shown.page(found, {})):
        assert "\x1b" not in text
    assert "<script" not in shown.page(found, {})


def test_an_empty_class_is_no_division_by_zero() -> None:
    assert insight.look([]).students == 0
    assert shown.page(insight.look([row("new")]), {})


def test_the_command(tmp_path: Path) -> None:
    results.prepare(tmp_path)
    result = CliRunner().invoke(app, ["insight", str(tmp_path)])
    assert result.exit_code != 0
    for one in ROWS:
        results.write(tmp_path, Student(one["student"]["id"]), one)
    result = CliRunner().invoke(app, ["insight", str(tmp_path), "--html", str(tmp_path / "page.html")])
    assert result.exit_code == 0, result.output
    assert "4 students" in result.output
    assert "<svg" in (tmp_path / "page.html").read_text()
    assert json.loads(results.file_of(tmp_path, "ada").read_text())["student"] == {"id": "ada"}


@pytest.mark.parametrize("share", [0.0, 0.999, 1.0])
def test_every_share_has_its_tenth(share: float) -> None:
    one = row("x", ("a", "PASSED", None))
    one["report"] |= {"points": share, "max_points": 1.0}
    assert shown.page(insight.look([one]), {})
