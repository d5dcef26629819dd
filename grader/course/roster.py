"""Who has handed in what: a folder of submissions, as teachers have it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.bank import Bank, shown
from grader.course import archives, layouts, taken
from grader.course.taken import Handed, Taken
from grader.errors import UsageError


class Student(msgspec.Struct, frozen=True):
    """One student's submission."""

    name: str
    files: tuple[Handed, ...]
    note: str = ""
    """What could not be taken in, and why; empty if everything was."""
    layout: str = ""
    """By which of :data:`grader.course.layouts.RULES` it was found."""
    submitted: str = ""
    """When it was handed in, where nbgrader says so; else empty."""


def students(folder: Path, bank: Bank, slugs: Sequence[str] = (), layout: str = "auto") -> list[Student]:
    """Everybody who has handed something in, by name.

    What is whose is told by the names in ``folder``: see :mod:`grader.course.layouts`. UsageError if there
    is nobody.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{shown(folder)} is not a folder.",
            "Name the folder that holds one folder or archive per student.",
        )
    found: dict[str, list[tuple[str, Student]]] = {}
    rules = layouts.Folder(folder)
    for path in sorted(folder.iterdir()):
        entry = None if path.name.startswith(".") else rules.entry(path, layout)
        if path.is_symlink() and not path.name.startswith("."):
            found.setdefault(path.name, []).append(("", _link(path)))
        elif entry is not None:
            student = _student(path, entry, bank, slugs)
            found.setdefault(student.name, []).append((entry.time, student))
    if not found:
        where = shown(folder) if layout == "auto" else f"{shown(folder)}, as {layout} lays them out"
        raise UsageError(
            f"There are no submissions in {where}.",
            "It should hold a folder or an archive (zip, tar) for each student.",
        )
    return [_merged(name, parts) for name, parts in sorted(found.items())]


def _link(path: Path) -> Student:
    return Student(path.name, (), f"{shown(path)} is a symbolic link and was not followed.")


def _student(path: Path, entry: layouts.Entry, bank: Bank, slugs: Sequence[str]) -> Student:
    try:
        if path.is_dir():
            found = taken.of_folder(path, bank, slugs)
        elif archives.stem(path.name) is not None:
            found = taken.of_archive(path, bank, slugs)
        else:
            found = taken.of_file(path, entry.slug, bank, slugs)
    except OSError as error:
        found = Taken(notes=(f"{shown(path)} cannot be read: {error.strerror}.",))
    time = entry.time or layouts.timestamp(path)
    return Student(entry.student, found.files, " ".join(found.notes), entry.layout, time)


def _merged(name: str, parts: list[tuple[str, Student]]) -> Student:
    """What one student has handed in: in several pieces, or several times, of which the latest counts."""
    latest = max(time for time, _ in parts)
    kept = [student for time, student in parts if time == latest]
    files = [file for part in kept for file in part.files]
    slugs = [file.exercise.slug for file in files]
    layout, time = kept[0].layout, kept[0].submitted
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if twice:
        note = f"{shown(name)} has handed in more than one file for {', '.join(twice)}."
        return Student(name, (), note, layout, time)
    return Student(name, tuple(files), " ".join(part.note for part in kept if part.note), layout, time)
