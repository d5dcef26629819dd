"""Taking in submissions: finding the files and reading them, never importing or parsing them.

Whoever wrote the file is not trusted: it may be a link to somebody else's file, a FIFO that blocks
for ever, a device, or larger than the memory. It is opened without following a link at its end and
without waiting, and judged by what was opened, not by what its name showed before.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from grader.bank import Bank, shown
from grader.errors import ForkloreError, UsageError
from grader.exercise import Exercise
from grader.limits import KIB

#: The largest file that is taken in.
SOURCE_LIMIT: Final = 256 * KIB

_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_ARCHIVES: Final = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".rar", ".7z")
_BOM: Final = b"\xef\xbb\xbf"
_COOKIE: Final = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")
_NO_CODE: Final = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
#: Every character with Unicode's property Bidi_Control.
_BIDI: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_KINDS: Final[dict[int, tuple[str, str]]] = {
    stat.S_IFDIR: ("is a folder", "Name the file in it."),
    stat.S_IFLNK: ("is a symbolic link", "Replace the link by a copy of the file that it names."),
    stat.S_IFIFO: ("is a named pipe", "Replace it by a regular file."),
    stat.S_IFSOCK: ("is a socket", "Replace it by a regular file."),
    stat.S_IFCHR: ("is a device", "Replace it by a regular file."),
    stat.S_IFBLK: ("is a device", "Replace it by a regular file."),
}


class Refusal(ForkloreError):
    """A submitted file that is not taken in, and why: one sentence for the learner."""


class Found(msgspec.Struct, frozen=True):
    """A file submitted for an exercise; it may still be refused when it is read."""

    exercise: Exercise
    path: Path


def read_source(path: Path, *, limit: int = SOURCE_LIMIT) -> bytes:
    """Return the file's text as UTF-8 bytes without a byte order mark; Refusal if it is not fit.

    ``limit`` is in bytes. A larger file is refused before any of it is read.
    """
    data = read_data(path, limit=limit)
    _check_text(shown(path), data)
    return data.removeprefix(_BOM)


def read_data(path: Path, *, limit: int) -> bytes:
    """Return the file's bytes, whatever they are; Refusal if it is no regular file, or too large."""
    try:
        return _read(path, shown(path), limit)
    except (OSError, ValueError) as error:
        raise _unreadable(shown(path), error) from error


def check_source(name: str, data: bytes, *, limit: int = SOURCE_LIMIT) -> bytes:
    """Return text that is no file of its own, as :func:`read_source` does; Refusal if it is not fit."""
    if len(data) > limit:
        raise Refusal(
            f"{name} is too large: more than {_size(limit)}, which is the limit.",
            "Hand in the program's text only; data does not belong in it.",
        )
    _check_text(name, data)
    return data.removeprefix(_BOM)


def _read(path: Path, name: str, limit: int) -> bytes:
    _check_kind(name, os.lstat(path).st_mode)  # a device is not even opened
    descriptor = os.open(path, _FLAGS)
    with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor, not a path
        _check_kind(name, (status := os.fstat(descriptor)).st_mode)
        data = bytearray()
        if status.st_size <= limit:
            while len(data) <= limit and (piece := file.read(limit + 1 - len(data))):
                data += piece
        if status.st_size > limit or len(data) > limit:
            size = _size(max(status.st_size, len(data)))
            raise Refusal(
                f"{name} is too large: {size}, and {_size(limit)} is the limit.",
                "Hand in the program's text only; data does not belong in it.",
            )
    return bytes(data)


def _check_kind(name: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        what, fix = _KINDS.get(stat.S_IFMT(mode), ("is not a regular file", "Replace it by a regular file."))
        raise Refusal(f"{name} {what}; a submission is a regular file.", fix)


def _unreadable(name: str, error: OSError | ValueError) -> Refusal:
    code = error.errno if isinstance(error, OSError) else errno.ENOENT
    if code == errno.ELOOP:
        what, fix = _KINDS[stat.S_IFLNK]
        return Refusal(f"{name} {what}; a submission is a regular file.", fix)
    if code in (errno.ENOENT, errno.ENOTDIR):
        return Refusal(f"{name} is not there.", "Check the name, and the folder that you are in.")
    if code in (errno.EACCES, errno.EPERM):
        return Refusal(f"{name} may not be read: no permission.", "Allow reading it: chmod u+r FILE.")
    reason = os.strerror(code) if code else str(error)
    return Refusal(f"{name} cannot be read: {reason}.", "Copy the file to another folder and try again.")


def _check_text(name: str, data: bytes) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = f"byte {error.start}, line {_line(data, error.start)}"
        raise Refusal(f"{name} is not UTF-8: {at}.", "Save the file with the encoding UTF-8.") from None
    if (offset := data.find(b"\0")) >= 0:
        at = f"byte {offset}, line {_line(data, offset)}"
        raise Refusal(f"{name} contains a null byte: {at}.", "Save the file as plain text in UTF-8.")
    if cookie := _foreign_cookie(data.removeprefix(_BOM)):
        raise Refusal(
            f"{name} declares the encoding {shown(cookie)}, and only UTF-8 is taken in.",
            "Remove the coding comment and save the file as UTF-8.",
        )
    if found := _BIDI.search(text):
        line = _line(data, len(text[: found.start()].encode()))
        raise Refusal(
            f"{name} contains the invisible character U+{ord(found[0]):04X}, which changes the direction "
            f"in which text is shown: line {line}.",
            "Delete the character, or write it as an escape in a string.",
        )


def _foreign_cookie(data: bytes) -> str:
    """Return the encoding that the first two lines declare, if it is not UTF-8; else the empty string."""
    for line in _LINE_END.split(data, maxsplit=2)[:2]:
        if declared := _COOKIE.match(line):
            normal = (encoding := declared[1].decode("ascii")).lower().replace("_", "-")
            return "" if normal in ("utf8", "utf-8") or normal.startswith("utf-8-") else encoding
        if not _NO_CODE.match(line):
            break
    return ""


def _line(data: bytes, offset: int) -> int:
    return len(_LINE_END.findall(data, 0, offset)) + 1


def _size(count: int) -> str:
    return f"{count} bytes" if count < KIB else f"{count / KIB:,.0f} KiB"


def discover(
    target: Path, bank: Bank, slugs: Sequence[str] = (), as_slug: str | None = None, *, some: bool = True
) -> list[Found]:
    """Return the submitted files that ``target`` names, in the bank's order (or that of ``slugs``).

    ``target`` is a folder (without ``some`` it may hold none), a file (whose exercise is its name's, or
    ``as_slug``) or, if no such path exists, a slug. UsageError with the fix if it leads to nothing.
    """
    if os.path.isdir(target):  # noqa: PTH112 - never raises; a link is followed: whoever runs grade named it
        if as_slug is not None:
            fix = f"Name the file: grade {shown(target / f'{as_slug}.py')} --as {shown(as_slug)}"
            raise UsageError(f"--as is for a single file, and {shown(target)} is a folder.", fix)
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
        fix = f"Unpack it, and name the folder. If it is a class: grade batch {shown(path)} --out RESULTS"
        raise UsageError(f"{shown(path)} is an archive, and grade takes a folder or a file.", fix)
    slug = path.stem if as_slug is None else as_slug
    if any(other != slug for other in slugs):
        raise UsageError(
            f"{shown(path)} is one file, and one file answers one exercise.",
            "Name a folder before the exercises, or one file with --as EXERCISE.",
        )
    if as_slug is None and slug not in (*bank.slugs, *bank.broken):
        fix = f"{bank.suggestion(slug)} Say which exercise it answers: grade {shown(path)} --as EXERCISE"
        raise UsageError(f"{shown(path)} is not named after an exercise.", fix)
    return Found(bank.find(slug), path)


def _by_name(target: Path, bank: Bank, slugs: Sequence[str], as_slug: str | None) -> list[Found]:
    text = str(target)
    if as_slug is not None or os.sep in text or target.suffix:
        near = f" {bank.suggestion(target.stem)}" if target.stem not in bank.slugs else ""
        raise UsageError(
            f"There is no file or folder {shown(text)}.",
            f"Check the path; an exercise is named without folder and ending: grade EXERCISE.{near}",
        )
    if text not in (*bank.slugs, *bank.broken):
        raise UsageError(f"There is no file, folder or exercise called {shown(text)}.", bank.suggestion(text))
    indices = [_index(Path("exercises"), bank), _index(Path(), bank)]
    found = []
    for exercise in [bank.find(slug) for slug in dict.fromkeys((text, *slugs))]:
        path = _pick(indices, exercise)
        if path is None:
            raise UsageError(
                f"There is no {exercise.slug}.py in ./exercises or in this folder.",
                f"Go to the folder that holds exercises/, or name the file: grade PATH/{exercise.slug}.py",
            )
        found.append(Found(exercise, path))
    return found


def _in_folder(folder: Path, bank: Bank, slugs: Sequence[str], some: bool) -> list[Found]:
    wanted = [bank.find(slug) for slug in dict.fromkeys(slugs)] or list(bank.exercises)
    released = [_real(folder / "exercises")] if "exercises" in _names(folder) else []
    indices = [_index(place, bank) for place in (folder, *released)]
    if not slugs:
        bank.refuse_broken({name for index in indices for name in index})
    found = []
    for exercise in wanted:
        path = _pick(indices, exercise)
        if path is not None:
            found.append(Found(exercise, path))
        elif slugs:
            raise UsageError(
                f"There is no {exercise.slug}.py in {shown(folder)}.",
                f"It belongs in {shown(folder)} or in {shown(folder / exercise.topic)}.",
            )
    if some and not found:
        example = f"{bank.slugs[0] if bank.slugs else 'EXERCISE'}.py"
        raise UsageError(
            f"There is no exercise in {'this folder' if folder == Path() else shown(folder)}.",
            f"Name a folder that holds files such as {example}, directly or in topic folders.",
        )
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
            raise UsageError(
                f"There are two files for {exercise.slug}: {shown(paths[0])} and {shown(paths[1])}.",
                f"Remove one, or name the one that counts: grade {shown(paths[0])}",
            )
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
        raise UsageError(
            f"{shown(folder)} is a symbolic link, and only the folder named on the command line may be one.",
            "Replace the link by a copy of the folder that it names.",
        )
    return folder


def _closed(path: Path, error: OSError) -> UsageError:
    if error.errno in (errno.EACCES, errno.EPERM):
        return UsageError(f"{shown(path)} may not be read: no permission.", "Allow it: chmod u+rx FOLDER")
    return UsageError(f"{shown(path)} cannot be read: {error.strerror}.", "Check the path.")
