"""Everything that somebody has handed in, file by file, whether it lies in a folder or in an archive.

Theory of operation
-------------------
Students wrote what is walked here. No link is followed, no device opened, and nothing unpacked. An archive is
read as the folder that it would unpack to (:mod:`grader.intake.archives`), also one in an archive, but none
deeper than that. Each file is a :class:`Leaf`, and so is what cannot be looked into, with the reason. What
becomes of it is decided elsewhere: nothing is lost on the way.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from grader.intake import archives
from grader.intake.archives import Reader
from grader.intake.unpack import ArchiveMember
from grader.messages import handed_in
from grader.safe import shown

#: What is looked at of one student.
MOST_FILES: Final = 10_000
MOST_LEVELS: Final = 30
MOST_ARCHIVES: Final = 50
#: An archive, and one in it.
DEPTH: Final = 2
#: Folders that programs make for themselves, and files that systems leave behind.
_JUNK_FOLDERS: Final = frozenset({"__MACOSX", "__pycache__", "node_modules", "venv"})
_JUNK_FILES: Final = frozenset({"thumbs.db", "desktop.ini", "__zip_filename__"})


class Leaf(msgspec.Struct, frozen=True):
    """One file."""

    parts: tuple[str, ...]
    """Its path below what the student handed in."""
    where: str
    """Its path below the class's folder, to be shown."""
    content: Path | bytes | None = None
    """The file, or what was read of it; None if it was only seen."""
    problem: str = ""
    """Why it cannot be read, as the end of a sentence."""
    turn: int = 0
    """Of several of one path in an archive the last counts."""
    attempt: int = 0
    """Of what was handed in several times the last counts: see :mod:`grader.intake.attempts`."""

    @property
    def name(self) -> str:
        """Return the last part."""
        return self.parts[-1]


def is_junk(name: str, folder: bool) -> bool:
    """Whether this is nobody's work: what systems and programs leave behind, and hidden files."""
    if name.startswith("."):
        return True
    return name in _JUNK_FOLDERS if folder else name.lower() in _JUNK_FILES or name.endswith(".pyc")


def parts_of(name: str) -> tuple[str, ...]:
    """Return the path of a member of an archive: what leads out of the archive means nothing."""
    return tuple(part for part in name.split("/") if part not in ("", ".", ".."))


class Walk:
    """Walks what one student has handed in."""

    def __init__(self, reader: Reader, wanted: Sequence[tuple[str, int]]) -> None:
        self._reader, self._wanted = reader, wanted
        self._files, self._archives, self._stopped = MOST_FILES, MOST_ARCHIVES, False

    def path(self, path: Path, called: str = "") -> Iterator[Leaf]:
        """Every file in a folder, in an archive, or the file itself, which the student has ``called`` so."""
        if not path.is_symlink() and path.is_dir():
            yield from self._folder(path)
        else:
            yield from self.leaf(Leaf((called or shown(path.name),), shown(path.name), path))

    def leaf(self, leaf: Leaf, depth: int = DEPTH) -> Iterator[Leaf]:
        """The file, or what is in it if it is an archive."""
        self._files -= 1
        if self._files < 0:
            if not self._stopped:
                yield Leaf(leaf.parts, leaf.where, problem=handed_in.too_many_files(MOST_FILES))
            self._stopped = True
        elif isinstance(leaf.content, Path) and (kind := _irregular(leaf.content)):
            yield msgspec.structs.replace(leaf, problem=kind)
        elif leaf.content is None or leaf.problem or archives.stem(leaf.name) is None:
            yield leaf
        elif not depth:
            yield msgspec.structs.replace(leaf, problem=handed_in.TOO_DEEP_ARCHIVE)
        else:
            yield from self._archive(leaf, depth)

    def _archive(self, leaf: Leaf, depth: int) -> Iterator[Leaf]:
        self._archives -= 1
        if self._archives < 0:
            yield msgspec.structs.replace(leaf, problem=handed_in.TOO_MANY_ARCHIVES)
            return
        assert leaf.content is not None
        if isinstance(leaf.content, bytes) and len(leaf.content) > archives.NESTED:
            yield msgspec.structs.replace(leaf, problem=handed_in.TOO_LARGE_NESTED)
            return
        found = self._reader.read(leaf.name, leaf.content, self._wanted)
        if found.fault:
            kind = "zip" if leaf.name.lower().endswith(".zip") else "tar"
            if not found.members:
                self._archives = min(self._archives, 2)  # each of them may cost as much again
            fault = handed_in.no_archive(kind, found.fault)
            yield msgspec.structs.replace(leaf, content=None, problem=fault)
        elif not found.members:
            yield msgspec.structs.replace(leaf, content=None, problem=handed_in.EMPTY_ARCHIVE)
        for turn, member in enumerate(found.members):
            if made := leaf_of(member, leaf.parts, leaf.where, turn):
                yield from self.leaf(made, depth - 1)

    def _folder(self, folder: Path) -> Iterator[Leaf]:
        stack: list[tuple[Path, tuple[str, ...]]] = [(folder, ())]
        while stack and not self._stopped:
            place, above = stack.pop()
            where = "/".join((shown(folder.name), *above))
            try:
                with os.scandir(place) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                yield Leaf(above or (where,), where, problem=handed_in.unread(error.strerror))
                continue
            if len(above) > MOST_LEVELS:
                yield Leaf(above, where, problem=handed_in.TOO_DEEP)
                continue
            for entry in found:
                below = (*above, shown(entry.name))
                folder_here = entry.is_dir(follow_symlinks=False)
                if is_junk(entry.name, folder_here):
                    continue
                if folder_here:
                    stack.append((place / entry.name, below))
                else:
                    yield from self.leaf(Leaf(below, f"{where}/{below[-1]}", place / entry.name))


def leaf_of(member: ArchiveMember, above: tuple[str, ...], where: str, turn: int) -> Leaf | None:
    """Return a member of an archive as a file; None if it is nobody's work."""
    parts = parts_of(member.name)
    if not parts or is_junk(parts[-1], False) or any(is_junk(part, True) for part in parts[:-1]):
        return None
    return Leaf(
        (*above, *parts), "/".join((*([where] if where else []), *parts)), member.data, member.problem, turn
    )


def _irregular(path: Path) -> str:
    """What it is, as the end of a sentence, if opening it would lead elsewhere or nowhere."""
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return handed_in.unread(error.strerror)
    if stat.S_ISREG(mode):
        return ""
    kinds = ((stat.S_ISLNK, handed_in.SYMBOLIC_LINK), (stat.S_ISFIFO, handed_in.NAMED_PIPE))
    return next((ending for is_kind, ending in kinds if is_kind(mode)), handed_in.NO_REGULAR_FILE)
