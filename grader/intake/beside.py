"""Modules that lie beside an answer: an answer is one file, and nothing else goes into the box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from grader.messages.handed_in import one_file
from grader.safe import shown

_IMPORT: Final = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)


def imported(source: bytes) -> frozenset[str]:
    """Return the first parts of the names of modules that lines of this text import."""
    return frozenset(name.decode("utf-8", "replace") for name in _IMPORT.findall(source))


def sentences(slug: str, source: bytes, path: Path) -> Iterator[str]:
    """Say so of each module beside the answer in ``path`` that the answer imports."""
    for module in sorted(imported(source)):
        there = path.with_name(f"{module}.py")
        if there != path and there.is_file():
            yield one_file(slug, module, shown(there.name))
