"""Every sentence that the command line says to those who write exercises."""

from __future__ import annotations

from typing import Final

GOOD: Final = "Every exercise is complete and every answer gets its verdict."
STUBS_CURRENT: Final = "Every stub is the one that its solution gives."
STUBS_STALE: Final = "Some stubs are not what their solutions give."
STUBS_FIX: Final = "Type grade author stubs to write them again."


def stub_written(name: str) -> str:
    """Say that a stub has been written."""
    return f"written: exercises/{name}"


def stub_differs(name: str) -> str:
    """Say that a stub is not the one that its solution gives."""
    return f"differs: exercises/{name}"


def text_missing(slug: str, name: str) -> str:
    """Say that nobody has read yet what a rejected answer is told."""
    return f"{slug} rejected/{name}: its text is not there; --write writes it, then read it"


def text_differs(slug: str, name: str, was: str, now: str) -> str:
    """Say that a learner reads something else than what was committed."""
    return f"{slug} rejected/{name}: the text has changed; {was.strip()!r} is now {now.strip()!r}"
