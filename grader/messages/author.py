"""Every sentence that the command line says to those who write exercises."""

from __future__ import annotations

from typing import Final

RECORDED: Final = "Every answer is in exercise.toml with what it got. Read that before you commit it."
DRAFT: Final = "The draft holds: stub, solution and accepted answers get their verdicts."
GOOD: Final = "Every exercise is complete and every answer gets its verdict."
STUBS_CURRENT: Final = "Every stub is the one that its solution gives."
STUBS_STALE: Final = "Some stubs are not what their solutions give."
STUBS_FIX: Final = "Type grade author stubs to write them again."


def file_written(path: str) -> str:
    """Say that a file has been written."""
    return f"written: {path}"


def what_next(slug: str) -> str:
    """Say what to type after a new exercise."""
    check, record = f"grade author check {slug}", f"grade author record {slug}"
    return f"It is complete: {check}\nChange it, then write down what your answers get: {record}"


def not_named(path: object, registration: object) -> str:
    """Say that a file of a suite is not registered."""
    return f"{path} is not named in {registration}"


def is_missing(path: object) -> str:
    """Say that a registered file is not there."""
    return f"{path} is missing"


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


def after_import(slug: str) -> str:
    """Say what to type after an import."""
    return f"Try it: grade author check {slug} --tier draft"
