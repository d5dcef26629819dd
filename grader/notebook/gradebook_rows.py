"""Scores into nbgrader's tables, many at a time: its own interface asks the database for every single one.

The tables are nbgrader's and are filled as nbgrader fills them: a submission has all notebooks of its
assignment, a notebook a grade for every cell that is graded, and a comment for every cell that is written.
Only automatic scores of the cells named here are ever changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import bindparam, insert, select, update

#: nbgrader's and SQLAlchemy's: libraries without types here.
Gradebook: TypeAlias = Any
Session: TypeAlias = Any
Tables: TypeAlias = Any
Table: TypeAlias = Any
Column: TypeAlias = Any
#: A notebook of an assignment, and a cell in it.
Place: TypeAlias = tuple[str, str]
#: Rows of one statement; PostgreSQL takes at most 65,535 parameters.
MANY = 1000


class StudentScores(msgspec.Struct, frozen=True):
    """One student's scores."""

    student: str
    scores: Mapping[Place, float]
    submitted: str = ""
    """When it was handed in, as nbgrader writes times; empty if that is not known."""


def write(
    gradebook: Gradebook, assignment: str, wanted: Sequence[StudentScores], ours: frozenset[Place]
) -> None:
    """Set these students' automatic scores: of the places in ``ours``, 0 where there is none."""
    found = gradebook.find_assignment(assignment)
    db = gradebook.db
    api = _tables()
    _students(db, api, [one.student for one in wanted])
    submissions = _submissions(db, api, found.id, wanted)
    notebooks = {notebook.id: notebook.name for notebook in found.notebooks}
    books = _notebooks(db, api, submissions, list(notebooks))
    scores = {one.student: one.scores for one in wanted}
    _cells(db, api, books, notebooks, scores, ours)
    db.commit()
    db.expire_all()


def _tables() -> Tables:
    from nbgrader import api

    return api


def _all(db: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for begin in range(0, len(rows), MANY):
        db.execute(insert(table.__table__), rows[begin : begin + MANY])


def _in(column: Column, values: Iterable[str]) -> Iterable[Any]:
    """Conditions that together say that the column has one of the values."""
    some = list(values)
    return (column.in_(some[begin : begin + MANY]) for begin in range(0, len(some), MANY))


def _students(db: Session, api: Tables, names: Sequence[str]) -> None:
    there = {
        name
        for part in _in(api.Student.id, names)
        for name in db.execute(select(api.Student.id).where(part)).scalars()
    }
    _all(db, api.Student, [{"id": name} for name in dict.fromkeys(names) if name not in there])


def _submissions(
    db: Session, api: Tables, assignment: str, wanted: Sequence[StudentScores]
) -> dict[str, str]:
    """Student to id of the submission; those that are missing are made."""
    from nbgrader.utils import parse_utc

    table = api.SubmittedAssignment
    rows = db.execute(select(table.student_id, table.id).where(table.assignment_id == assignment))
    there = dict(rows.tuples().all())
    times = {one.student: parse_utc(one.submitted) if one.submitted else None for one in wanted}
    new = {name: api.new_uuid() for name in times if name not in there}
    columns = [
        {"id": new[name], "assignment_id": assignment, "student_id": name, "timestamp": times[name]}
        for name in new
    ]
    _all(db, table, columns)
    known = [{"key": there[n], "time": time} for n, time in times.items() if n in there and time is not None]
    if known:
        statement = update(table.__table__).where(table.__table__.c.id == bindparam("key"))
        db.connection().execute(statement.values(timestamp=bindparam("time")), known)
    return {name: there.get(name) or new[name] for name in times}


def _notebooks(
    db: Session,
    api: Tables,
    submissions: Mapping[str, str],
    notebooks: Sequence[str],
) -> dict[tuple[str, str], str]:
    """Student and notebook's id to the submitted notebook's; those that are missing are made."""
    table = api.SubmittedNotebook
    student = {key: name for name, key in submissions.items()}
    there = {
        (student[key], notebook): found
        for part in _in(table.assignment_id, student)
        for key, notebook, found in db.execute(
            select(table.assignment_id, table.notebook_id, table.id).where(part)
        )
    }
    new = {
        (name, notebook): api.new_uuid()
        for name in submissions
        for notebook in notebooks
        if (name, notebook) not in there
    }
    _all(
        db,
        table,
        [
            {"id": key, "assignment_id": submissions[name], "notebook_id": notebook, "flagged": False}
            for (name, notebook), key in new.items()
        ],
    )
    return there | new


def _cells(
    db: Session,
    api: Tables,
    books: Mapping[tuple[str, str], str],
    notebooks: Mapping[str, str],
    scores: Mapping[str, Mapping[Place, float]],
    ours: frozenset[Place],
) -> None:
    """Set the scores; make the grades and comments that are missing."""
    base = api.BaseCell
    cells: dict[str, list[tuple[str, str, str]]] = {}
    for part in _in(base.notebook_id, notebooks):
        for row in db.execute(select(base.notebook_id, base.id, base.name, base.type).where(part)):
            cells.setdefault(row[0], []).append((row[1], row[2], row[3]))
    grades = _known(db, api.Grade, books.values(), api.Grade.auto_score, api.Grade.needs_manual_grade)
    comments = _known(db, api.Comment, books.values())
    new: list[dict[str, Any]] = []
    written: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for (student, notebook), book in books.items():
        for cell, name, kind in cells.get(notebook, ()):
            place = (notebooks[notebook], name)
            score = scores[student].get(place, 0.0) if place in ours else None
            there = grades.get((book, cell))
            if kind in ("GradeCell", "TaskCell") and there is None:
                row = {"id": api.new_uuid(), "notebook_id": book, "cell_id": cell}
                new.append({**row, "auto_score": score, "needs_manual_grade": score is None})
            elif there is not None and score is not None and there[1:] != (score, False):
                changed.append({"key": there[0], "score": score})
            if kind in ("SolutionCell", "TaskCell") and (book, cell) not in comments:
                written.append({"id": api.new_uuid(), "notebook_id": book, "cell_id": cell})
    _all(db, api.Grade, new)
    _all(db, api.Comment, written)
    if changed:
        grade = api.Grade.__table__
        statement = update(grade).where(grade.c.id == bindparam("key"))
        values = statement.values(auto_score=bindparam("score"), needs_manual_grade=False)
        db.connection().execute(values, changed)


def _known(
    db: Session, table: Table, books: Iterable[str], *columns: Column
) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What is there for these submitted notebooks: by notebook and cell the id and these columns."""
    return {
        (row[0], row[1]): tuple(row[2:])
        for part in _in(table.notebook_id, books)
        for row in db.execute(select(table.notebook_id, table.cell_id, table.id, *columns).where(part))
    }
