"""Who has handed in what: a folder of submissions, as teachers have it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.bank import Bank, shown
from grader.course import archives, layouts, taken
from grader.course.identity import Student
from grader.course.taken import Handed, Taken
from grader.errors import UsageError


class HandIn(msgspec.Struct, frozen=True):
    """What one student, or a group together, has handed in: graded once, a row for each student."""

    students: tuple[Student, ...]
    """One, or the members of a group."""
    files: tuple[Handed, ...]
    note: str = ""
    """What could not be taken in, and why; empty if everything was."""
    layout: str = ""
    """By which of :data:`grader.course.layouts.RULES` it was found."""
    submitted: str = ""
    """When it was handed in, where nbgrader says so; else empty."""
    late: bool = False
    """Whether the platform's own export says that it was late, as Canvas' does."""

    @property
    def id(self) -> str:
        """Return the id of the first student: no other submission has it."""
        return self.students[0].id

    @property
    def label(self) -> str:
        """Return what people call those who have handed it in."""
        return ", ".join(student.label for student in self.students)


def students(folder: Path, bank: Bank, slugs: Sequence[str] = (), layout: str = "auto") -> list[HandIn]:
    """Everybody who has handed something in, by id.

    What is whose is told by the names in ``folder``: see :mod:`grader.course.layouts`. UsageError if there
    is nobody.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{shown(folder)} is not a folder.",
            "Name the folder that holds one folder or archive per student.",
        )
    found: dict[str, list[tuple[str, HandIn]]] = {}
    rules = layouts.Folder(folder)
    for path in sorted(folder.iterdir()):
        entry = None if path.name.startswith(".") else rules.entry(path, layout)
        if path.is_symlink() and not path.name.startswith("."):
            link = _link(path)
            found.setdefault(link.id, []).append(("", link))
        elif entry is not None:
            handed = _hand_in(path, entry, bank, slugs)
            found.setdefault(handed.id, []).append((entry.time, handed))
    if not found:
        where = shown(folder) if layout == "auto" else f"{shown(folder)}, as {layout} lays them out"
        raise UsageError(
            f"There are no submissions in {where}.",
            "It should hold a folder or an archive (zip, tar) for each student.",
        )
    return [_merged(parts) for _, parts in sorted(found.items())]


def _link(path: Path) -> HandIn:
    note = f"{shown(path)} is a symbolic link and was not followed."
    return HandIn((Student(shown(path.name)),), (), note)


def _hand_in(path: Path, entry: layouts.Entry, bank: Bank, slugs: Sequence[str]) -> HandIn:
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
    students = tuple(student.printable() for student in entry.students)
    return HandIn(students, found.files, " ".join(found.notes), entry.layout, time, entry.late)


def _merged(parts: list[tuple[str, HandIn]]) -> HandIn:
    """What one student has handed in: in several pieces, or several times, of which the latest counts."""
    latest = max(time for time, _ in parts)
    kept = [part for time, part in parts if time == latest]
    files = [file for part in kept for file in part.files]
    slugs = [file.exercise.slug for file in files]
    first = kept[0]
    late = any(part.late for part in kept)
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if twice:
        note = f"{first.label} has handed in more than one file for {', '.join(twice)}."
        return msgspec.structs.replace(first, files=(), note=note, late=late)
    note = " ".join(part.note for part in kept if part.note)
    return msgspec.structs.replace(first, files=tuple(files), note=note, late=late)
