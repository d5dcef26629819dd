"""Which file answers which exercise: by its exact name, or because the teacher says so; never by guessing.

A name that is nearly an exercise's (``Ping_Pong (1).py``, ``ping_pong_final.py``, ``Relay.PY``,
``ping_pong.py.txt``) is proposed in a remark, and ``--map 'PATTERN=EXERCISE'`` takes it.
"""

from __future__ import annotations

import difflib
import fnmatch
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from grader.bank import Bank
from grader.errors import UsageError
from grader.intake.files import SOURCE_LIMIT
from grader.intake.notebooks import NOTEBOOK_LIMIT
from grader.intake.walk import Leaf
from grader.messages.found_files import no_map
from grader.safe import shown

SOURCE, NOTEBOOK = ".py", ".ipynb"
#: As an exercise in ``--map``: the file is known, and answers none.
NONE: Final = "-"
TIMESTAMP: Final = "timestamp.txt"
#: What a release or a platform puts beside the answers.
_KNOWN: Final = (
    "readme", "readme.md", "readme.txt", "license", "constraints.txt", "assignment.toml", "*.whl", TIMESTAMP,
    "scores.csv", "result.json", "results.json", "release-body.md",
)  # fmt: skip
#: What is added to a name by people and systems: copies, versions, endings.
_ADDED: Final = re.compile(
    r"\.(py|txt|py3|pyw)$|\s*\(\d+\)$|\d+$|^(copy of|kopie von|copie de)\s+"
    r"|[ _-]+(final|copy|kopie|copie|new|neu|fixed|solution|answer|v?\d+)$"
)


class Rules(msgspec.Struct, frozen=True):
    """The exercises, those that were asked for, and what the teacher has said about names."""

    bank: Bank
    slugs: tuple[str, ...] = ()
    """Without any, all."""
    maps: tuple[tuple[str, str], ...] = ()
    used: set[tuple[str, str]] = msgspec.field(default_factory=set)
    """Those of ``maps`` that a file was found for."""

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the exercises that are graded."""
        return self.slugs or self.bank.handed_out

    @property
    def wanted(self) -> tuple[tuple[str, int], ...]:
        """Return patterns of the names of files that are read, and how much of each, in lower case."""
        sources = [f"{slug}{SOURCE}" for slug in self.asked] + [
            glob for glob, slug in self.maps if slug != NONE
        ]
        return (
            *((glob.lower(), SOURCE_LIMIT) for glob in sources),
            (f"*{NOTEBOOK}", NOTEBOOK_LIMIT),
            (TIMESTAMP, 1000),
        )

    def mapped(self, leaf: Leaf) -> str:
        """Return what the teacher has said that this file answers, empty if nothing."""
        original = leaf.where.rpartition("/")[2]
        names = ("/".join(leaf.parts), leaf.name, original)
        for glob, slug in self.maps:
            if any(fnmatch.fnmatchcase(name, glob) for name in names):
                self.used.add((glob, slug))
                return slug
        return ""

    def named(self, leaf: Leaf) -> str:
        """Return the exercise that this file is named after, empty if it is none."""
        stem = leaf.name.removesuffix(SOURCE)
        return stem if stem != leaf.name and stem in self.bank.handed_out else ""

    def proposal(self, leaf: Leaf) -> str:
        """Return the exercise that this file may be meant for, empty if it looks like none."""
        low = leaf.name.lower()
        if not any(end in low for end in (SOURCE, ".txt")) and "." in low:
            return ""
        plain = low
        while (shorter := _ADDED.sub("", plain).strip(" _-.")) != plain:
            plain = shorter
        plain = re.sub(r"[\s-]+", "_", plain)
        if plain in self.asked:
            return plain
        inside = [slug for slug in self.asked if slug in plain]
        near = difflib.get_close_matches(plain, self.asked, n=1, cutoff=0.8)
        return max(inside, key=len) if inside else near[0] if near else ""


def is_known(leaf: Leaf) -> bool:
    """Whether a release or a platform has put this file there."""
    return any(fnmatch.fnmatchcase(leaf.name.lower(), glob) for glob in _KNOWN)


def parse_maps(texts: Sequence[str], bank: Bank) -> tuple[tuple[str, str], ...]:
    """Return the pairs of ``--map``: a pattern of names, and an exercise or ``-``. Raises UsageError."""
    found = []
    for text in texts:
        glob, equals, slug = text.rpartition("=")
        if not equals or not glob:
            raise UsageError(*no_map(shown(text)))
        if slug != NONE:
            bank.gradable(slug)
        found.append((glob, slug))
    return tuple(found)
