"""Committed texts of rejected answers: compared as a whole, or by their head."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from grader.author.texts import Texts, head_of
from grader.bank import load_bank
from grader.exercise import Exercise
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

KNOWN = {"no-wait": SimpleNamespace(title="Nobody waited", hints=("Who waits?",))}


@pytest.fixture(autouse=True)
def of_this_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the texts are of the Python that runs; under another one only their heads are compared."""
    monkeypatch.setattr("grader.author.texts.PYTHON", sys.version_info[:2])


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load_bank().find("fork_report")


def told(message: str, **more: object) -> tuple[Report, ExerciseReport]:
    check = CheckResult(
        id="fork_report/test_public::test_x",
        exercise="fork_report",
        visibility="public",
        title="It waits.",
        verdict=Verdict.FAILED,
        diagnosis="no-wait",
        message=message,
        line=3,
        code="pid = os.fork()",
        max_points=1.0,
    )
    check = msgspec.structs.replace(check, **more)
    result = ExerciseReport(slug="fork_report", title="T", path="any.py", checks=[check])
    report = Report(
        forklore="1",
        python="3.11",
        platform="Linux",
        isolation="namespaces",
        witness="ptrace",
        seed=1,
        started="",
        duration=0.0,
        exercises=[result],
    )
    return report, result


def texts(folder: Path, write: bool = False) -> Texts:
    return Texts(folder, KNOWN, write)


def test_a_text_is_written_then_compared(tmp_path: Path, exercise: Exercise) -> None:
    assert texts(tmp_path).complaints(exercise, "no_wait", *told("One.")) == []
    (tmp_path / "fork_report").mkdir()
    assert "not there" in texts(tmp_path).complaints(exercise, "no_wait", *told("One."))[0]
    assert texts(tmp_path, write=True).complaints(exercise, "no_wait", *told("One.")) == []
    text = (tmp_path / "fork_report" / "no_wait.txt").read_text("utf-8")
    assert head_of(text).splitlines()[:2] == [
        "not right yet: Nobody waited",
        "exercises/01_fork/fork_report.py:3",
    ]
    assert texts(tmp_path).complaints(exercise, "no_wait", *told("One.")) == []
    (complaint,) = texts(tmp_path).complaints(exercise, "no_wait", *told("Two."))
    assert "'One.' is now 'Two.'" in complaint


def test_what_varies_is_no_change(tmp_path: Path, exercise: Exercise) -> None:
    texts(tmp_path, write=True).complaints(exercise, "no_wait", *told("At 0x7f12 process 44 took 0.25 s."))
    assert texts(tmp_path).complaints(exercise, "no_wait", *told("At 0x9999 process 5 took 1.5 s.")) == []


def test_what_the_answer_printed_is_not_compared(tmp_path: Path, exercise: Exercise) -> None:
    texts(tmp_path, write=True).complaints(exercise, "no_wait", *told("One.", stderr="a\nb"))
    assert texts(tmp_path).complaints(exercise, "no_wait", *told("One.", stderr="b\na")) == []
    assert texts(tmp_path).complaints(exercise, "no_wait", *told("Two.", stderr="b\na")) != []


def test_a_text_that_varies_is_compared_by_its_head(tmp_path: Path, exercise: Exercise) -> None:
    (tmp_path / "varies.txt").write_text("fork_report/no_wait\n")
    texts(tmp_path, write=True).complaints(exercise, "no_wait", *told("One."))
    assert texts(tmp_path).complaints(exercise, "no_wait", *told("Two.")) == []
    assert texts(tmp_path).complaints(exercise, "no_wait", *told("Two.", line=4)) != []


def test_texts_of_answers_that_are_gone_are_removed(tmp_path: Path, exercise: Exercise) -> None:
    (tmp_path / "fork_report").mkdir()
    for name in ("gone", "no_wait"):
        (tmp_path / "fork_report" / f"{name}.txt").write_text("x")
    texts(tmp_path).tidy(exercise)
    texts(tmp_path, write=True).tidy(exercise)
    assert [path.stem for path in (tmp_path / "fork_report").iterdir()] == ["no_wait"]
