"""Who has handed in what: a folder of submissions, as teachers have it.

Theory of operation
-------------------
Everything below the folder was written by students. Nothing is extracted, imported or parsed; names of
files only choose an exercise, and each text goes through :mod:`grader.intake`. Of an archive only members
whose name is an exercise's are read, into memory, and never more than one submission may have; paths in it
mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from grader.bank import Bank, shown
from grader.course import archives
from grader.errors import UsageError
from grader.exercise import Exercise
from grader.intake import Refusal, check_source, discover, read_source

#: Moodle names a folder ``Name_123_assignsubmission_file_``.
MOODLE: Final = re.compile(r"_\d+_assignsubmission_(file|onlinetext)_?$")
#: Canvas names a file ``namefirst_LATE_123_456_fork_report.py``, with ``-1`` for a second attempt.
CANVAS: Final = re.compile(r"^(?P<student>[^_]+)(_LATE)?_\d+_\d+_(?P<slug>\w+?)(-\d+)?$")


class Handed(msgspec.Struct, frozen=True):
    """One file of one student, taken in or refused."""

    exercise: Exercise
    path: str
    source: bytes
    refusal: str = ""


class Student(msgspec.Struct, frozen=True):
    """One student's submission."""

    name: str
    files: tuple[Handed, ...]
    note: str = ""
    """Why nothing could be taken in, empty if something was."""


def students(folder: Path, bank: Bank, slugs: Sequence[str] = ()) -> list[Student]:
    """Everybody who has handed something in, by name.

    A folder or an archive (zip, tar) in ``folder`` is one student (Moodle's endings are cut off); a file
    ``NAME_1_2_EXERCISE.py``, as Canvas names it, belongs to NAME. UsageError if there is nobody.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{shown(folder)} is not a folder.",
            "Name the folder that holds one folder or archive per student.",
        )
    found: dict[str, list[Student]] = {}
    for path in sorted(folder.iterdir()):
        student = _student(path, bank, slugs)
        if student is not None:
            found.setdefault(student.name, []).append(student)
    if not found:
        raise UsageError(
            f"There are no submissions in {shown(folder)}.",
            "It should hold a folder or an archive (zip, tar) for each student.",
        )
    return [_merged(name, parts) for name, parts in sorted(found.items())]


def _student(path: Path, bank: Bank, slugs: Sequence[str]) -> Student | None:
    if path.name.startswith("."):
        return None
    if path.is_symlink():
        return Student(path.name, (), f"{shown(path)} is a symbolic link and was not followed.")
    if path.is_dir():
        return _of_folder(path, bank, slugs)
    stem = archives.stem(path.name)
    if stem is not None:
        return _of_archive(path, MOODLE.sub("", stem), bank, slugs)
    named = CANVAS.match(path.stem)
    if path.suffix == ".py" and named and named["slug"] in bank.slugs:
        wanted = not slugs or named["slug"] in slugs
        files = (_taken(bank.find(named["slug"]), path),) if wanted else ()
        return Student(named["student"], files)
    return None


def _of_folder(path: Path, bank: Bank, slugs: Sequence[str]) -> Student:
    name = MOODLE.sub("", path.name)
    try:
        found = discover(path, bank)
    except UsageError as error:
        return Student(name, (), error.sentence)
    wanted = [f for f in found if not slugs or f.exercise.slug in slugs]
    return Student(name, tuple(_taken(f.exercise, f.path) for f in wanted))


def _taken(exercise: Exercise, path: Path) -> Handed:
    try:
        return Handed(exercise, str(path), read_source(path))
    except Refusal as error:
        return Handed(exercise, str(path), b"", f"{error.sentence} {error.fix}".strip())


def _of_archive(path: Path, name: str, bank: Bank, slugs: Sequence[str]) -> Student:
    def wanted(member: str) -> bool:
        return _slug_of(member) in bank.slugs and (not slugs or _slug_of(member) in slugs)

    files = []
    try:
        for member, found in archives.members(path, wanted):
            exercise = bank.find(_slug_of(member))
            where = f"{path}/{shown(member)}"
            try:
                if isinstance(found, Refusal):
                    raise found
                files.append(Handed(exercise, where, check_source(where, found)))
            except Refusal as error:
                files.append(Handed(exercise, where, b"", f"{error.sentence} {error.fix}".strip()))
    except archives.BROKEN as error:
        kind = "zip" if path.suffix.lower() == ".zip" else "tar"
        return Student(name, (), f"{shown(path)} cannot be read as a {kind} archive: {shown(str(error))}.")
    twice = sorted({f.exercise.slug for f in files if sum(g.exercise is f.exercise for g in files) > 1})
    if twice:
        return Student(name, (), f"{shown(path)} holds more than one file for {', '.join(twice)}.")
    note = "" if files or slugs else f"{shown(path)} holds no file that is named after an exercise."
    return Student(name, tuple(files), note)


def _slug_of(member: str) -> str:
    last = member.replace("\\", "/").rpartition("/")[2]
    return last.removesuffix(".py") if last.endswith(".py") else ""


def _merged(name: str, parts: list[Student]) -> Student:
    """What one student has handed in in several pieces."""
    files = [file for part in parts for file in part.files]
    twice = sorted({f.exercise.slug for f in files if sum(g.exercise is f.exercise for g in files) > 1})
    if twice:
        return Student(name, (), f"{shown(name)} has handed in more than one file for {', '.join(twice)}.")
    return Student(name, tuple(files), " ".join(part.note for part in parts if part.note))
