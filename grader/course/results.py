"""One file of results per student: written whole or not at all, and found again by what was graded."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import grader
from grader.bank import shown
from grader.course.roster import Student
from grader.errors import SetupError, UsageError
from grader.exercise import Exercise

FOLDER: Final = "students"
VERSION: Final = 1


def key_of(student: Student, rung: str) -> str:
    """What decides a student's results: the files, the suites, the grader, Python and the rung."""
    files = [(f.exercise.slug, hashlib.sha256(f.source).hexdigest(), f.refusal) for f in student.files]
    suites = {f.exercise.slug: suite_hash(f.exercise) for f in student.files}
    parts = [VERSION, grader.__version__, platform.python_version(), rung, student.note, files, suites]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


_suites: dict[str, str] = {}


def suite_hash(exercise: Exercise) -> str:
    """A digest of an exercise's suite, as hex digits."""
    if exercise.slug not in _suites:
        digest = hashlib.sha256()
        for file in sorted(exercise.suite.glob("*.*")):
            if file.is_file():
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        _suites[exercise.slug] = digest.hexdigest()
    return _suites[exercise.slug]


def file_of(out: Path, name: str) -> Path:
    """Where a student's results are: any name makes one file name, which names no other folder."""
    quoted = urllib.parse.quote(os.fsencode(name), safe=" @+,=()")
    return out / FOLDER / f"{quoted.replace('.', '%2E') if set(quoted) <= {'.'} else quoted}.json"


def prepare(out: Path) -> None:
    """Make the folder of results. SetupError if that is not possible."""
    try:
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"Results cannot be written to {out}: {error.strerror}.", "Name another folder with --out."
        ) from error


def read(out: Path, name: str) -> dict[str, Any] | None:
    """What was written for a student, None if there is nothing that can be read."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(file_of(out, name).read_text("utf-8"))
        if isinstance(found, dict) and found.get("batch") == VERSION:
            return found
    return None


def marks(out: Path, name: str) -> dict[str, Any] | None:
    """The same without the checks and what was seen in them: a class of thousands is held in memory so."""
    found = read(out, name)
    if found is not None:
        for exercise in found["report"]["exercises"]:
            exercise["checks"] = []
    return found


def everybody(out: Path) -> Iterator[dict[str, Any]]:
    """The results of all students, by name. UsageError if there are none."""
    names = sorted(path.stem for path in (out / FOLDER).glob("*.json") if not path.name.startswith("."))
    if not names:
        raise UsageError(f"There are no results in {shown(out)}.", "Grade the class first: grade batch.")
    for name in names:
        row = read(out, os.fsdecode(urllib.parse.unquote_to_bytes(name)))
        if row is not None:
            yield row


def write(out: Path, name: str, content: dict[str, Any]) -> None:
    """Write a student's results in place of what was there: all of it, or nothing."""
    write_whole(file_of(out, name), json.dumps({"batch": VERSION, **content}, allow_nan=False) + "\n")


def write_whole(path: Path, text: str | bytes) -> None:
    """Write a file so that it is never seen half written. SetupError if that is not possible."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise SetupError(
            f"{path} cannot be written: {error.strerror}.", "Make room, and run it again."
        ) from error
