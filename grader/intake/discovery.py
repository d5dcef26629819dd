"""Find the files that are submitted for exercises, by their names; nothing is read here."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from grader.bank import Bank
from grader.errors import UsageError
from grader.exercise import Exercise
from grader.messages import found_files
from grader.safe import shown

_ARCHIVES: Final = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".rar", ".7z")


class Found(msgspec.Struct, frozen=True):
    """A file submitted for an exercise; it may still be refused when it is read."""

    exercise: Exercise
    path: Path


def discover(
    target: Path, bank: Bank, slugs: Sequence[str] = (), as_slug: str | None = None, *, some: bool = True
) -> list[Found]:
    """Return the submitted files that ``target`` names, in the bank's order (or that of ``slugs``).

    ``target`` is a folder (without ``some`` it may hold none), a file (whose exercise is its name's, or
    ``as_slug``) or, if no such path exists, a slug. UsageError with the fix if it leads to nothing.
    """
    if os.path.isdir(target):  # noqa: PTH112 - never raises; a link is followed: whoever runs grade named it
        if as_slug is not None:
            file = shown(target / f"{as_slug}.py")
            raise UsageError(*found_files.as_needs_file(shown(target), file, shown(as_slug)))
        return _in_folder(target, bank, slugs, some)
    try:
        os.lstat(target)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return _by_name(target, bank, slugs, as_slug)
    except OSError as error:
        raise _closed(target, error) from error
    return [_single(target, bank, slugs, as_slug)]


def _single(path: Path, bank: Bank, slugs: Sequence[str], as_slug: str | None) -> Found:
    if path.name.lower().endswith(_ARCHIVES):
        raise UsageError(*found_files.is_archive(shown(path)))
    slug = path.stem if as_slug is None else as_slug
    if any(other != slug for other in slugs):
        raise UsageError(*found_files.one_exercise(shown(path)))
    if as_slug is None and slug not in bank.handed_out:
        raise UsageError(*found_files.not_named_after(shown(path), bank.suggestion(slug)))
    return Found(bank.gradable(slug), path)


def _by_name(target: Path, bank: Bank, slugs: Sequence[str], as_slug: str | None) -> list[Found]:
    text = str(target)
    if as_slug is not None or os.sep in text or target.suffix:
        near = bank.suggestion(target.stem) if target.stem not in bank.slugs else ""
        raise UsageError(*found_files.no_path(shown(text), near))
    if text not in bank.handed_out:
        raise UsageError(found_files.nothing_called(shown(text)), bank.suggestion(text))
    indices = [_index(Path("exercises"), bank), _index(Path(), bank)]
    found = []
    for exercise in [bank.gradable(slug) for slug in dict.fromkeys((text, *slugs))]:
        path = _pick(indices, exercise)
        if path is None:
            raise UsageError(*found_files.not_here(exercise.slug))
        found.append(Found(exercise, path))
    return found


def _in_folder(folder: Path, bank: Bank, slugs: Sequence[str], some: bool) -> list[Found]:
    wanted = [bank.gradable(slug) for slug in dict.fromkeys(slugs) or bank.handed_out]
    released = [_real(folder / "exercises")] if "exercises" in _names(folder) else []
    indices = [_index(place, bank) for place in (folder, *released)]
    found = []
    for exercise in wanted:
        path = _pick(indices, exercise)
        if path is not None:
            found.append(Found(exercise, path))
        elif slugs:
            topic = shown(folder / exercise.topic)
            raise UsageError(*found_files.not_in_folder(exercise.slug, shown(folder), topic))
    if some and not found:
        example = f"{bank.slugs[0] if bank.slugs else 'EXERCISE'}.py"
        raise UsageError(*found_files.no_exercise("" if folder == Path() else shown(folder), example))
    return found


def _index(folder: Path, bank: Bank) -> dict[str, list[Path]]:
    """Return what lies in the folder and in its topic folders, by file name, whatever kind of file it is."""
    names = _names(folder)
    places = [folder, *(_real(folder / topic) for topic in bank.topics if topic in names)]
    index: dict[str, list[Path]] = {}
    for place in places:
        for name in _names(place):
            index.setdefault(name, []).append(place / name)
    return index


def _pick(indices: list[dict[str, list[Path]]], exercise: Exercise) -> Path | None:
    """Return the exercise's file from the first index that has it; UsageError if that one has two."""
    for index in indices:
        paths = index.get(f"{exercise.slug}.py", [])
        if len(paths) > 1:
            raise UsageError(*found_files.two_files(exercise.slug, shown(paths[0]), shown(paths[1])))
        if paths:
            return paths[0]
    return None


def _names(folder: Path) -> frozenset[str]:
    """Return the names in the folder, none if it is no folder; UsageError if it may not be listed."""
    try:
        return frozenset(os.listdir(folder))  # noqa: PTH208 - names only
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()
    except OSError as error:
        raise _closed(folder, error) from error


def _real(folder: Path) -> Path:
    """Return the folder; UsageError for a link, which could lead to somebody else's answers."""
    if folder.is_symlink():
        raise UsageError(*found_files.linked_folder(shown(folder)))
    return folder


def _closed(path: Path, error: OSError) -> UsageError:
    if error.errno in (errno.EACCES, errno.EPERM):
        return UsageError(*found_files.closed(shown(path)))
    return UsageError(*found_files.unreadable(shown(path), error.strerror))
