"""What became of each exercise of each student, and since when: an SQLite file beside a class's results.

Results files hold the last grading only. Here stands every change of what they say, so that the time since
which somebody is stuck is known. Who grades and who shows may both write: what a file says is taken in once.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from grader.classroom import results
from grader.intake import identity
from grader.messages import causes
from grader.report import CheckResult
from grader.verdict import UNTRIED

NAME: Final = "live.sqlite"
FRESH, OPEN, PASSED = "fresh", "open", "passed"
_TABLES: Final = """
create table if not exists file (name text primary key, stamp integer not null);
create table if not exists student (id text primary key, name text not null, number integer not null unique);
create table if not exists change (
    student text not null, exercise text not null, at text not null, state text not null, title text not null,
    causes text not null, points real not null, most real not null
);
create index if not exists change_of on change (student, exercise);
"""


class Change(msgspec.Struct, frozen=True):
    """What one exercise of one student became."""

    at: str
    """ISO 8601, UTC."""
    state: str
    """``fresh`` (no file, or the stub), ``open`` or ``passed``."""
    title: str
    """The check that says most of what is wrong."""
    causes: tuple[str, ...]
    """Known misconceptions, the most specific first."""
    points: float
    most: float


class ExerciseHistory(msgspec.Struct, frozen=True):
    """One exercise of one student, now."""

    student: str
    name: str
    number: int
    """What the student is called without a name; drawn, so that it says nothing of the class's order."""
    exercise: str
    changes: tuple[Change, ...]
    """The oldest first."""

    @property
    def now(self) -> Change:
        """What it is."""
        return self.changes[-1]

    def since(self, cause: str = "") -> str:
        """Since when it is not passed, or since when this is a cause of that."""
        found = self.now.at
        for change in reversed(self.changes):
            if change.state != OPEN or (cause and cause not in change.causes):
                break
            found = change.at
        return found


class History:
    """The history of one folder of results."""

    def __init__(self, out: Path) -> None:
        self._students = out / results.FOLDER
        self._base = sqlite3.connect(out / NAME, timeout=10, isolation_level=None)
        for pragma in ("journal_mode = wal", "synchronous = normal"):
            self._base.execute(f"pragma {pragma}")
        self._base.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def take_in(self) -> bool:
        """Take in what results files say now; whether anything was new."""
        known = dict(self._base.execute("select name, stamp from file"))
        stamps = {}
        for path in self._files():
            try:
                stamps[path] = path.stat().st_mtime_ns
            except FileNotFoundError:
                continue
        new = [path for path, stamp in stamps.items() if known.get(path.stem) != stamp]
        if not new:
            return False
        self._base.execute("begin immediate")
        try:
            rows = [(path, row) for path in new if (row := results.read_file(path)) is not None]
            self._introduce([results.student_of(row) for _, row in rows])
            for path, row in rows:
                self._note(row)
                self._base.execute("replace into file values (?, ?)", (path.stem, stamps[path]))
        except BaseException:
            self._base.execute("rollback")
            raise
        self._base.execute("commit")
        return True

    def standings(self) -> list[ExerciseHistory]:
        """Return every exercise of everybody whose results are there."""
        there = {path.stem for path in self._files()}
        found: dict[tuple[str, str, int, str], list[Change]] = {}
        asked = """
            select student, name, number, exercise, at, state, title, causes, points, most
            from change join student on student.id = change.student order by change.rowid
        """
        for student, name, number, exercise, *change in self._base.execute(asked):
            if identity.file_name(student) in there:
                at, state, title, named, *points = change
                key = (student, name, number, exercise)
                found.setdefault(key, []).append(Change(at, state, title, tuple(json.loads(named)), *points))
        return [ExerciseHistory(*key, tuple(changes)) for key, changes in found.items()]

    def _files(self) -> Iterator[Path]:
        return (path for path in self._students.glob("*.json") if not path.name.startswith("."))

    def _introduce(self, students: list[identity.Student]) -> None:
        """Draw numbers for who is new."""
        known = {name for (name,) in self._base.execute("select id from student")}
        new = [student for student in students if student.id not in known]
        numbers = list(range(len(known) + 1, len(known) + len(new) + 1))
        random.SystemRandom().shuffle(numbers)
        for student, number in zip(new, numbers, strict=True):
            self._base.execute("insert into student values (?, ?, ?)", (student.id, student.label, number))

    def _note(self, row: Mapping[str, Any]) -> None:
        """Note what has become different; nothing is known of what could not be graded."""
        report = row["report"]
        if row["fault"] or not report["complete"]:
            return
        student = row["student"]["id"]
        last = """
            select state, title, causes, points, most from change where student = ? and exercise = ?
            order by rowid desc limit 1
        """
        for exercise in report["exercises"]:
            now = _state(exercise)
            before = self._base.execute(last, (student, exercise["slug"])).fetchone()
            if before != now:
                line = (student, exercise["slug"], report["started"], *now)
                self._base.execute("insert into change values (?, ?, ?, ?, ?, ?, ?, ?)", line)


def _state(exercise: Mapping[str, Any]) -> tuple[str, str, str, float, float]:
    """What an exercise is: state, title, causes, points and the most points."""
    points = (float(exercise["points"]), float(exercise["max_points"]))
    checks = [msgspec.convert({**check, "evidence": []}, CheckResult) for check in exercise["checks"]]
    if not exercise["handed_in"] or {check.verdict for check in checks} <= UNTRIED:
        return FRESH, "", "[]", *points
    if exercise["passed"]:
        return PASSED, "", "[]", *points
    found = causes.causes(checks)
    named = list(dict.fromkeys(cause.trap for cause in found if cause.trap))
    title = found[0].lead.title if found else ""
    return OPEN, title, json.dumps(named), *points
