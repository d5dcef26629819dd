"""One file of results per student: written whole or not at all, and found again by what was graded."""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

import grader
from grader import atomic_file
from grader.classroom.roster import HandIn
from grader.errors import SetupError, UsageError
from grader.exercise import Exercise
from grader.intake import identity
from grader.intake.identity import Student
from grader.safe import shown

FOLDER: Final = "students"
VERSION: Final = 2


def key_of(handed: HandIn, isolation: str, weights: Mapping[str, float] | None = None) -> str:
    """What decides the results: the files, the suites, the grader, Python, the isolation and the weights."""

    def files(one: HandIn) -> list[tuple[str, str, str]]:
        return [(f.exercise.slug, hashlib.sha256(f.source).hexdigest(), f.refusal) for f in one.files]

    suites = {f.exercise.slug: suite_hash(f.exercise) for f in handed.to_grade}
    weight = {slug: value for slug, value in (weights or {}).items() if slug in suites and value != 1}
    graded = [isolation, handed.note, files(handed), suites, weight]
    before = [(one.attempt, one.note, files(one)) for one in handed.earlier]
    parts = [VERSION, grader.__version__, platform.python_version(), *graded, *before]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


_suites: dict[Path, str] = {}


def suite_hash(exercise: Exercise) -> str:
    """A digest of an exercise's suite, as hex digits."""
    if exercise.suite not in _suites:
        digest = hashlib.sha256()
        data = (file for kind in ("sample", "secret") for file in exercise.suite.glob(f"{kind}/**/*.*"))
        for file in sorted((*exercise.suite.glob("*.*"), *data)):
            if file.is_file():
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        _suites[exercise.suite] = digest.hexdigest()
    return _suites[exercise.suite]


def file_of(out: Path, student_id: str) -> Path:
    """Where a student's results are: any id makes one file name, which names no other folder."""
    return out / FOLDER / f"{identity.file_name(student_id)}.json"


def page_of(out: Path, student: Student) -> Path:
    """Where the student's page is: found by people, so the name is in it."""
    return out / FOLDER / f"{identity.page_name(student)}.html"


def student_of(row: Mapping[str, Any]) -> Student:
    """Whose results these are."""
    return Student(**row["student"])


def prepare(out: Path) -> None:
    """Make the folder of results. SetupError if that is not possible."""
    try:
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"Results cannot be written to {out}: {error.strerror}.", "Name another folder with --out."
        ) from error


def read(out: Path, student_id: str) -> dict[str, Any] | None:
    """What was written for a student, None if there is nothing that can be read."""
    return read_file(file_of(out, student_id))


def read_file(path: Path) -> dict[str, Any] | None:
    """Read one file of results, None if there is nothing that can be read."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(path.read_text("utf-8"))
        if isinstance(found, dict) and found.get("batch") == VERSION:
            return found
    return None


def marks(out: Path, student_id: str) -> dict[str, Any] | None:
    """The same without the checks and what was seen in them: a class of thousands is held in memory so."""
    found = read(out, student_id)
    return _without_checks(found) if found is not None else None


def _without_checks(row: dict[str, Any]) -> dict[str, Any]:
    for exercise in row["report"]["exercises"]:
        exercise["checks"] = []
    row.pop("attempts", None)
    return row


def any_in(out: Path) -> bool:
    """Whether somebody's results are there."""
    return any((out / FOLDER).glob("*.json"))


def everybody(out: Path, *, checks: bool = True) -> Iterator[dict[str, Any]]:
    """The results of all students, by file name. UsageError if there are none.

    Without ``checks`` they are as :func:`marks` gives them.
    """
    paths = sorted(path for path in (out / FOLDER).glob("*.json") if not path.name.startswith("."))
    if not paths:
        raise UsageError(f"There are no results in {shown(out)}.", "Grade the class first: grade batch.")
    for path in paths:
        row = read_file(path)
        if row is not None:
            yield row if checks else _without_checks(row)


def write(out: Path, student: Student, content: Mapping[str, Any]) -> dict[str, Any]:
    """Write a student's results in place of what was there: all of it, or nothing. Return the contents."""
    whole = {"batch": VERSION, "student": msgspec.structs.asdict(student), **content}
    atomic_file.write(json.dumps(whole, allow_nan=False) + "\n", file_of(out, student.id))
    return whole
