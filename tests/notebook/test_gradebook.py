"""nbgrader's gradebook gets automatic scores, and keeps what is the teacher's.

Needs nbgrader (``pip install -e '.[test,instructor]'``); without it only its absence is tested.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import postgres
import pytest
from click.testing import CliRunner

from grader.classroom import dates, results
from grader.cli.app import app
from grader.errors import SetupError, UsageError
from grader.intake.identity import Student
from grader.notebook import gradebook


def row(student: str, *, complete: bool = True, fault: str = "", **exercises: list[float]) -> dict[str, Any]:
    """The contents of a results file: for each exercise the points of its checks, each of 2."""
    reports = [
        {
            "slug": slug,
            "checks": [
                {"id": f"{slug}/test_public::test_{n}[fork]", "points": p, "max_points": 2.0}
                for n, p in enumerate(points)
            ],
        }
        for slug, points in exercises.items()
    ]
    return {
        "student": {"id": student},
        "fault": fault,
        "report": {"complete": complete, "exercises": reports},
    }


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    pytest.importorskip("nbgrader")
    pytest.importorskip("psycopg")
    binaries = postgres.programs()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with postgres.server(binaries) as address:
        yield address


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook that nothing is in: nbgrader takes seconds to make one."""
    pytest.importorskip("nbgrader")
    path = tmp_path_factory.mktemp("book") / "empty.db"
    gradebook.opened(f"sqlite:///{path}", "course").close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, or of one that other tests have used under other names."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("empty"), tmp_path / "book.db")
        return f"sqlite:///{tmp_path}/book.db"
    return str(request.getfixturevalue("postgresql"))


@pytest.fixture
def book(database: str) -> Iterator[Any]:
    pytest.importorskip("nbgrader")
    opened = gradebook.opened(database, "course")
    if "week1" in {assignment.name for assignment in opened.assignments}:
        opened.remove_assignment("week1")
    yield opened
    opened.close()


def scores(book: Any) -> dict[str, tuple[float, float]]:
    return {s.student.id: (s.score, s.max_score) for s in book.assignment_submissions("week1")}


CLASS = [row("ana", fork_report=[2, 1], tally=[2]), row("bert", fork_report=[0, 2]), row("=c ö", tally=[1])]


def test_every_student_has_the_points_of_the_checks(book: Any) -> None:
    assert gradebook.sync(book, CLASS, "week1") == 3
    assert scores(book) == {"ana": (5, 6), "bert": (2, 6), "=c ö": (1, 6)}


def test_again_changes_nothing_and_a_new_mark_replaces_the_old(book: Any) -> None:
    for _ in range(2):
        gradebook.sync(book, CLASS, "week1")
    assert scores(book)["ana"] == (5, 6)
    gradebook.sync(book, [row("ana", fork_report=[0, 0], tally=[2])], "week1")
    assert scores(book) == {"ana": (2, 6), "bert": (2, 6), "=c ö": (1, 6)}


def test_what_the_teacher_has_entered_stays(book: Any) -> None:
    gradebook.sync(book, CLASS, "week1")
    grade = book.find_grade("test_public.test_1-fork", "fork_report", "week1", "ana")
    grade.manual_score, grade.extra_credit = 2.0, 0.5
    book.db.commit()
    gradebook.sync(book, CLASS, "week1")
    grade = book.find_grade("test_public.test_1-fork", "fork_report", "week1", "ana")
    assert (grade.auto_score, grade.manual_score, grade.extra_credit) == (1.0, 2.0, 0.5)
    assert scores(book)["ana"] == (6.5, 6)


def test_points_that_are_not_final_are_left_out(book: Any) -> None:
    rows = [row("ana", tally=[2]), row("bert", complete=False, tally=[0]), row("c", fault="It broke.")]
    assert gradebook.sync(book, rows, "week1") == 1
    assert scores(book) == {"ana": (2, 2)}
    with pytest.raises(UsageError, match="no results"):
        gradebook.sync(book, rows[1:], "week1")


def test_a_database_that_is_none_is_one_sentence() -> None:
    pytest.importorskip("nbgrader")
    with pytest.raises(SetupError, match="cannot be opened"):
        gradebook.opened("sqlite:////no/such/folder/book.db", "course")


def test_without_nbgrader_the_fix_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nbgrader.api", None)
    with pytest.raises(SetupError, match="not installed") as caught:
        gradebook.opened("sqlite://", "course")
    assert "forklore[instructor]" in caught.value.fix


def test_everybody_in_a_folder_of_results(tmp_path: Path) -> None:
    results.prepare(tmp_path)
    with pytest.raises(UsageError, match="no results"):
        list(results.everybody(tmp_path))
    for name in ("b/../x", "a ö", "."):
        results.write(tmp_path, Student(name), row(name, tally=[2]))
    assert sorted(r["student"]["id"] for r in results.everybody(tmp_path)) == [".", "a ö", "b/../x"]


@pytest.mark.filterwarnings("ignore:Object of type")  # SQLAlchemy's, about nbgrader's own code
def test_scores_of_other_cells_are_left_alone(book: Any) -> None:
    book.add_assignment("week1")
    book.add_notebook("essay", "week1")
    book.add_grade_cell("essay_1", "essay", "week1", max_score=3, cell_type="markdown")
    book.add_solution_cell("essay_1", "essay", "week1")
    book.add_grade_cell("bonus_points", "essay", "week1", max_score=2, cell_type="code")
    book.update_or_create_student("ana")
    book.add_submission("week1", "ana")
    book.find_grade("essay_1", "essay", "week1", "ana").auto_score = 1.0
    book.find_grade("bonus_points", "essay", "week1", "ana").auto_score = 2.0
    book.db.commit()
    gradebook.sync(book, CLASS, "week1")
    assert book.find_grade("essay_1", "essay", "week1", "ana").auto_score == 1.0
    assert book.find_grade("bonus_points", "essay", "week1", "ana").auto_score == 2.0
    new = book.find_grade("essay_1", "essay", "week1", "bert")
    assert (new.auto_score, new.needs_manual_grade) == (None, True)
    assert book.find_comment("essay_1", "essay", "week1", "bert").comment is None


def test_a_released_notebooks_cell_gets_the_points(book: Any) -> None:
    book.add_assignment("week1")
    book.add_notebook("01_fork", "week1")
    book.add_grade_cell("fork_report_points", "01_fork", "week1", max_score=5, cell_type="code")
    gradebook.sync(book, CLASS, "week1")
    found = {
        s.student.id: book.find_grade("fork_report_points", "01_fork", "week1", s.student.id).auto_score
        for s in book.assignment_submissions("week1")
    }
    assert found == {"ana": 3.0, "bert": 2.0, "=c ö": 0.0}
    assert {notebook.name for notebook in book.find_assignment("week1").notebooks} == {"01_fork", "tally"}


LATE = [
    {**row("ana", tally=[2]), "submitted": "2026-10-01 12:00:00.5 UTC"},
    {**row("bert", tally=[2]), "submitted": "2026-10-01 11:59:00 UTC"},
    row("c", tally=[2]),
]


@pytest.mark.parametrize(("method", "left"), [("none", 2), ("zero", 0), ("test_gradebook.Half", 1)])
def test_whoever_is_late_gets_what_nbgraders_plugin_says(book: Any, method: str, left: int) -> None:
    gradebook.sync(book, LATE, "week1", dates.parse("2026-10-01 12:00 UTC"), method)
    assert scores(book) == {"ana": (2, 2), "bert": (2, 2), "c": (2, 2)}
    penalties = {s.student.id: s.late_submission_penalty for s in book.assignment_submissions("week1")}
    assert penalties == {"ana": 2 - left, "bert": 0, "c": 0}
    gradebook.sync(book, LATE, "week1", dates.parse("2026-10-02 12:00 UTC"), method)
    assert not any(s.late_submission_penalty for s in book.assignment_submissions("week1"))


class Half:
    """A plugin of nbgrader's: half of the points."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        return score / 2


def test_a_plugin_that_is_not_there_is_one_sentence(book: Any) -> None:
    with pytest.raises(UsageError, match=r"no plugin nowhere\.Plugin"):
        gradebook.sync(book, LATE, "week1", dates.parse("2026-10-01 12:00 UTC"), "nowhere.Plugin")


def test_a_class_of_three_thousand(book: Any) -> None:
    many = [row(f"s{number}", tally=[1, 2]) for number in range(3000)]
    assert gradebook.sync(book, many, "week1") == 3000
    assert gradebook.sync(book, many, "week1") == 3000
    assert book.find_submission("week1", "s2999").score == 3


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_date_lateness_and_one_who_is_gone(book: Any) -> None:
    late = {**row("ana", tally=[2]), "standing": {"penalty": 0.25}}
    gradebook.sync(book, [late, row("bert", tally=[2])], "week1", dates.parse("2026-12-01 12:00+02:00"))
    assert str(book.find_assignment("week1").duedate) == "2026-12-01 10:00:00"
    (notebook,) = book.assignment_submissions("week1")[0].notebooks
    assert notebook.late_submission_penalty == 0.5
    assert gradebook.others(book, "week1", [late], remove=False) == ["bert"]
    assert len(scores(book)) == 2
    assert gradebook.others(book, "week1", [late], remove=True) == ["bert"]
    assert list(scores(book)) == ["ana"]


def test_a_date_that_cannot_be_read_is_a_usage_error(tmp_path: Path) -> None:
    words = ["book", "sync", str(tmp_path), "--db", "sqlite://", "--due"]
    for wrong in ("next friday", "11/12/2026"):
        done = CliRunner().invoke(app, [*words, wrong])
        assert done.exit_code == 2
        assert "2026-12-01" in done.stderr
