"""A folder of submissions, or an archive of one: its entries, and every file in each.

What was downloaded often lies one level deeper than what was named: in ``week1-submissions`` below the folder
of the clones, or in the one folder that an archive holds. That is looked through, where it is certain.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from grader.errors import UsageError
from grader.intake import archives, walk
from grader.intake.archives import Reader
from grader.intake.exports import clones50, layouts, submitters
from grader.intake.exports.clones50 import Clones
from grader.intake.files import Refusal, read_data
from grader.intake.identity import Student
from grader.intake.matching import Rules
from grader.intake.walk import Leaf, Walk
from grader.messages import found_files
from grader.safe import shown

#: A class has this many times what one student may have.
_CLASS: Final = 8
#: Layouts whose names nobody gives by hand: what is so called is a class's, however deep it lies.
_SURE: Final = ("nbgrader", "moodle", "gradescope", "classroom", "classroom50")


class Item(msgspec.Struct, frozen=True):
    """An entry: a folder or a file."""

    name: str
    """As it can be shown."""
    folder: bool
    leaves: Callable[[str], Iterator[Leaf]]
    """Every file in it; what it is to be called instead, if it is a file."""
    below: Callable[[], list[Item]]
    """Its entries, if it is a folder."""
    link: bool = False


class Source(msgspec.Struct, frozen=True):
    """Entries, and the rules that tell whose they are."""

    items: tuple[Item, ...]
    rules: layouts.Folder


def opened(path: Path, rules: Rules, reader: Reader, without: Iterable[Path] = ()) -> Source:
    """Return the entries of a class: a folder, or an archive of one. Raises UsageError if it is neither.

    ``without`` are paths that are no submissions, such as the folder of results.
    """
    if path.is_dir():
        items = _of_folder(path, rules, reader, {one.resolve() for one in without})
    elif path.is_file() and archives.stem(path.name) is not None:
        items = _of_archive(path, rules, reader)
    else:
        raise UsageError(*found_files.no_class(shown(path)))
    name = archives.stem(path.name) or path.resolve().name
    return _unwrapped(name, items, is_archive=not path.is_dir())


def _unwrapped(name: str, items: list[Item], is_archive: bool) -> Source:
    """Look through a folder that holds all the others."""
    while True:
        rules = layouts.Folder(name, _submitters(items), _clones(items))
        folders = [item for item in items if item.folder]
        clones = [item for item in folders if _holds_clones(item)]
        if len(clones) > 1:
            raise UsageError(*found_files.several_assignments(shown(name), clones[0].name, clones[1].name))
        if clones and len(folders) == 1:
            beside = [item for item in items if not item.folder]
            name, items = clones[0].name, [*clones[0].below(), *beside]
            continue
        alone = len(items) == len(folders) == 1 and _entry(rules, items[0]) is None
        below = items[0].below() if alone else []
        if not alone or not _is_class(items[0].name, below, is_archive):
            return Source(tuple(items), rules)
        name, items = items[0].name, below


def _is_class(name: str, below: list[Item], is_archive: bool) -> bool:
    """Whether the entries of the only folder there is are a class, and not one student's files."""
    rules = layouts.Folder(name, _submitters(below), _clones(below))
    if any(_entry(rules, item) is not None for item in below):
        return True
    own = [item for item in below if item.folder or archives.stem(item.name) or item.name.endswith(".ipynb")]
    return is_archive and len(own) == len(below) > 1


def _entry(rules: layouts.Folder, item: Item) -> layouts.Entry | None:
    """Whose it is by the rules of a platform."""
    found = rules.entry(item.name, item.folder)
    return found if found is not None and found.layout in _SURE else None


def _holds_clones(item: Item) -> bool:
    prefix = item.name.removesuffix("submissions")
    if prefix in (item.name, "") or not prefix.endswith("-"):
        return False
    return any(one.folder and one.name.startswith(prefix) for one in item.below())


def _submitters(items: Iterable[Item]) -> dict[str, tuple[Student, ...]]:
    for content in _contents(items, submitters.METADATA):
        if isinstance(content, Path):
            return submitters.read(content)
        return submitters.parse(content.decode("utf-8", "replace").splitlines())
    return {}


def _clones(items: Sequence[Item]) -> Clones | None:
    folders = [item.name for item in items if item.folder]
    for content in _contents(items, clones50.SCORES):
        with contextlib.suppress(Refusal):
            data = read_data(content, limit=clones50.MOST_BYTES) if isinstance(content, Path) else content
            return clones50.parse(data.decode("utf-8", "replace"), folders)
    return None


def _contents(items: Iterable[Item], name: str) -> Iterator[Path | bytes]:
    """Yield the file of this name that stands among the entries."""
    for item in items:
        if item.name == name and not item.folder:
            yield from (leaf.content or b"" for leaf in item.leaves(""))


def _of_folder(path: Path, rules: Rules, reader: Reader, without: set[Path]) -> list[Item]:
    def item(entry: Path) -> Item:
        def leaves(rest: str) -> Iterator[Leaf]:
            return Walk(reader, rules.wanted).path(entry, rest)

        folder = entry.is_dir() and not entry.is_symlink()
        below = lambda: _of_folder(entry, rules, reader, without)  # noqa: E731 - one line, used once
        return Item(shown(entry.name), folder, leaves, below, entry.is_symlink())

    try:
        found = sorted(path.iterdir())
    except OSError as error:
        raise UsageError(*found_files.folder_unreadable(shown(path), error.strerror)) from error
    return [
        item(entry)
        for entry in found
        if not walk.is_junk(entry.name, entry.is_dir()) and not (without and entry.resolve() in without)
    ]


def _of_archive(path: Path, rules: Rules, reader: Reader) -> list[Item]:
    beside = [(submitters.METADATA, submitters.MOST_BYTES), (clones50.SCORES, clones50.MOST_BYTES)]
    wanted = [*rules.wanted, *beside]
    found = reader.read(path.name, path, wanted, factor=_CLASS)
    if found.fault:
        raise UsageError(*found_files.archive_unreadable(shown(path), found.fault))
    leaves = [
        leaf
        for turn, member in enumerate(found.members)
        if (leaf := walk.leaf_of(member, (), "", turn)) is not None
    ]
    return _grouped(leaves, rules, reader)


def _grouped(leaves: list[Leaf], rules: Rules, reader: Reader) -> list[Item]:
    """Files by the first part of their paths."""
    groups: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        groups.setdefault(leaf.parts[0], []).append(leaf)

    def item(name: str, group: list[Leaf]) -> Item:
        folder = any(len(leaf.parts) > 1 for leaf in group)

        def inside(rest: str) -> Iterator[Leaf]:
            walker = Walk(reader, rules.wanted)
            for leaf in group:
                parts = leaf.parts[1:] or ((rest,) if rest else leaf.parts)
                yield from walker.leaf(msgspec.structs.replace(leaf, parts=parts))

        deeper = [msgspec.structs.replace(leaf, parts=leaf.parts[1:]) for leaf in group if leaf.parts[1:]]
        return Item(name, folder, inside, lambda: _grouped(deeper, rules, reader))

    return [item(name, group) for name, group in sorted(groups.items())]
