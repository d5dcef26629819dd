"""The catalogue of misconceptions: forklore's own, which every course may use, and what a course adds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from grader.exercise import is_diagnosis_id, misfit, mistake, read_toml

_PACKAGE: Final = Path(__file__).resolve().parent.parent
#: What every course may use.
COMMON: Final = _PACKAGE / "data" / "diagnoses"
_HEAD: Final = re.compile(r"^\[([a-z0-9-]+)\] *$", re.MULTILINE)


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """A known misconception, explained without naming a particular submission."""

    id: str
    title: str
    what_happens: str
    why: str
    hints: tuple[str, str]
    """Two questions."""
    look_at: tuple[str, ...] = ()
    """Calls and statements that it is about, best first: where a message without a line points to.

    That is the first line with such a call, or with ``last `` before the word, the last one.
    """
    read_more: str
    """A page that says more, of the Python documentation or of the course's author."""


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    what_happens: str
    why: str
    hints: tuple[str, str]
    read_more: str
    look_at: tuple[str, ...] = ()


def load(folder: Path, known: Mapping[str, Diagnosis] = {}) -> dict[str, Diagnosis]:
    """Return ``known`` and what the files of a folder add to it.

    AuthoringError for the first mistake. An id stands in one file of all.
    """
    catalogue = dict(known)
    for path in sorted(folder.glob("*.toml")):
        for key, value in read_toml(path).items():
            if not is_diagnosis_id(key):
                raise mistake(path, key, "is not lower-case words joined by hyphens")
            if key in catalogue:
                raise mistake(path, key, "stands in another file of the catalogue, too")
            try:
                entry = msgspec.convert(value, _Entry)
            except msgspec.ValidationError as error:
                raise misfit(path, error, prefix=key) from error
            _check_entry(path, key, entry)
            catalogue[key] = Diagnosis(id=key, **msgspec.structs.asdict(entry))
    return catalogue


def ids(folder: Path) -> frozenset[str]:
    """Return the ids in a folder's files, whose entries are not looked at: that takes a millisecond."""
    texts = [path.read_text("utf-8", "replace") for path in folder.glob("*.toml")]
    return frozenset(name for text in texts for name in _HEAD.findall(text))


def look_at(diagnosis: str, folder: Path = COMMON) -> tuple[str, ...]:
    """Return what one entry of a catalogue is about; reading only its file takes a millisecond."""
    for path in folder.glob("*.toml") if diagnosis else ():
        if f"\n[{diagnosis}]\n" in path.read_text("utf-8"):
            return msgspec.convert(read_toml(path)[diagnosis], _Entry).look_at
    return ()


def _check_entry(path: Path, key: str, entry: _Entry) -> None:
    for name in ("title", "what_happens", "why"):
        if not getattr(entry, name).strip():
            raise mistake(path, f"{key}.{name}", "is empty")
    if not all(hint.endswith("?") for hint in entry.hints):
        raise mistake(path, f"{key}.hints", "a hint is a question")
    if not entry.read_more.startswith("https://"):
        raise mistake(path, f"{key}.read_more", "expected an address that begins with https://")
