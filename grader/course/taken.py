"""What one student has handed in, file by file: a folder, an archive, a file, a notebook.

Theory of operation
-------------------
Everything here was written by students. Nothing is extracted, imported or run; names of files only choose an
exercise, and each text goes through :mod:`grader.intake`. Of an archive only members that are named after an
exercise and notebooks are read, into memory; paths in it mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from grader.bank import Bank, shown
from grader.course import archives, notebooks
from grader.errors import UsageError
from grader.exercise import Exercise
from grader.intake import SOURCE_LIMIT, Refusal, check_source, discover, read_data, read_source

#: How the name of a notebook ends.
NOTEBOOK: Final = ".ipynb"


class Handed(msgspec.Struct, frozen=True):
    """One answer of one student, taken in or refused."""

    exercise: Exercise
    path: str
    source: bytes
    refusal: str = ""


class Taken(msgspec.Struct, frozen=True):
    """What there was, and what could not be taken in, in sentences."""

    files: tuple[Handed, ...] = ()
    notes: tuple[str, ...] = ()


def of_folder(path: Path, bank: Bank, slugs: Sequence[str]) -> Taken:
    """The files of a student's folder that are named after exercises, and its notebooks."""
    files: list[Handed] = []
    missing: tuple[str, ...] = ()
    try:
        found = discover(path, bank)
        files = [_of_source(f.exercise, f.path) for f in found if not slugs or f.exercise.slug in slugs]
    except UsageError as error:
        missing = (error.sentence,)
    parts = [of_notebook(notebook, bank, slugs) for notebook in _notebooks(path)]
    files += [file for part in parts for file in part.files]
    notes = tuple(note for part in parts for note in part.notes)
    return Taken(tuple(files), notes or (() if files else missing))


def _notebooks(folder: Path) -> Iterator[Path]:
    """Notebooks in the folder, and one level below it (``STUDENT/ASSIGNMENT/``); links are not followed."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        inner = sorted(path.iterdir()) if path.is_dir() else [path]
        yield from (p for p in inner if p.suffix == NOTEBOOK and not p.name.startswith("."))


def of_file(path: Path, slug: str, bank: Bank, slugs: Sequence[str]) -> Taken:
    """A notebook, or a program for this exercise."""
    if path.suffix == NOTEBOOK:
        return of_notebook(path, bank, slugs)
    wanted = slug in bank.slugs and (not slugs or slug in slugs)
    return Taken((_of_source(bank.find(slug), path),)) if wanted else Taken()


def _of_source(exercise: Exercise, path: Path) -> Handed:
    try:
        return Handed(exercise, str(path), read_source(path))
    except Refusal as error:
        return _refused(exercise, str(path), error)


def of_notebook(path: Path, bank: Bank, slugs: Sequence[str]) -> Taken:
    """The answers in a notebook."""
    try:
        data = read_data(path, limit=notebooks.NOTEBOOK_LIMIT)
    except Refusal as error:
        return Taken(notes=(_sentences(error),))
    return _answers(str(path), data, bank, slugs)


def _answers(name: str, data: bytes, bank: Bank, slugs: Sequence[str]) -> Taken:
    where = shown(name)
    try:
        cells = notebooks.read(where, data)
    except Refusal as error:
        return Taken(notes=(_sentences(error),))
    files = []
    for slug in notebooks.slugs_in(cells, slugs or bank.slugs):
        exercise = bank.find(slug)
        try:
            found = notebooks.answer(cells, slug, bank.slugs, where)
            if found is not None:
                files.append(Handed(exercise, name, found.source))
        except Refusal as error:
            files.append(_refused(exercise, name, error))
    return Taken(tuple(files))


def of_archive(path: Path, bank: Bank, slugs: Sequence[str]) -> Taken:
    """The members of an archive that are named after exercises, and its notebooks."""

    def limit(member: str) -> int:
        if _last(member).endswith(NOTEBOOK) and not _last(member).startswith("."):
            return notebooks.NOTEBOOK_LIMIT
        slug = _slug_of(member)
        return SOURCE_LIMIT if slug in bank.slugs and (not slugs or slug in slugs) else 0

    files: list[Handed] = []
    notes: list[str] = []
    try:
        for member, found in archives.members(path, limit):
            taken = _member(f"{path}/{shown(member)}", member, found, bank, slugs)
            files += taken.files
            notes += taken.notes
    except archives.BROKEN as error:
        kind = "zip" if path.suffix.lower() == ".zip" else "tar"
        return Taken(notes=(f"{shown(path)} cannot be read as a {kind} archive: {shown(str(error))}.",))
    if not files and not notes and not slugs:
        notes.append(f"{shown(path)} holds no file that is named after an exercise.")
    return Taken(tuple(files), tuple(notes))


def _member(where: str, member: str, found: bytes | Refusal, bank: Bank, slugs: Sequence[str]) -> Taken:
    if _last(member).endswith(NOTEBOOK):
        if isinstance(found, Refusal):
            return Taken(notes=(_sentences(found),))
        if len(found) > notebooks.NOTEBOOK_LIMIT:
            return Taken(notes=(f"{where} is too large for a notebook.",))
        return _answers(where, found, bank, slugs)
    exercise = bank.find(_slug_of(member))
    try:
        if isinstance(found, Refusal):
            raise found
        return Taken((Handed(exercise, where, check_source(where, found)),))
    except Refusal as error:
        return Taken((_refused(exercise, where, error),))


def _last(member: str) -> str:
    return member.replace("\\", "/").rpartition("/")[2]


def _slug_of(member: str) -> str:
    last = _last(member)
    return last.removesuffix(".py") if last.endswith(".py") else ""


def _refused(exercise: Exercise, path: str, error: Refusal) -> Handed:
    return Handed(exercise, path, b"", _sentences(error))


def _sentences(error: Refusal) -> str:
    return f"{error.sentence} {error.fix}".strip()
