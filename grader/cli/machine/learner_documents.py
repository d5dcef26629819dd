"""What the commands for learners print with ``--json``."""

from __future__ import annotations

import msgspec


class ListedExercise(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise of a course, and how far the learner is."""

    slug: str
    topic: str
    title: str
    points: float
    """Points that its checks are worth here."""
    start_methods: list[str]
    functions: list[str]
    """What is to be written."""
    path: str
    """The learner's file, relative to ``folder``; empty outside a started folder."""
    earned: float | None
    """Points of the last grading; null if there was none."""
    passed: bool


class ListDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade list --json``."""

    schema_version: int = 1
    folder: str
    """The started folder, empty outside one."""
    current: str
    """The current exercise of that folder."""
    exercises: list[ListedExercise]
    broken: list[str]
    """What keeps other exercises from being loaded."""


class StartDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade start --json``."""

    schema_version: int = 1
    folder: str
    """The folder with the exercises, absolute."""
    written: int
    """Stubs that were written."""
    current: ListedExercise
    """Where to begin."""
    broken: list[str]
    """What keeps other exercises from being loaded."""
    exit_code: int = 0


class NextDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade next --json``."""

    schema_version: int = 1
    folder: str
    before: str
    """The exercise that was current until now."""
    current: ListedExercise | None
    """The exercise that is current now; null if no other one is open."""
    done: int
    """Exercises that are complete."""
    total: int
    exit_code: int = 0


class HintDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade hint --json``."""

    schema_version: int = 1
    exercise: str
    number: int
    """Which hint it is, from 1."""
    count: int
    """Hints that the exercise has."""
    text: str
    exit_code: int = 0


class SolutionDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade solution --json``."""

    schema_version: int = 1
    exercise: str
    text: str
    """The solution, a module of Python."""
    exit_code: int = 0


class ResetDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade reset --json``."""

    schema_version: int = 1
    exercise: str
    path: str
    """The file with the stub, relative to the working folder."""
    kept: str
    """Where the answer that was there is now; empty if there was none."""
    exit_code: int = 0


class ExplainDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade explain --json``."""

    schema_version: int = 1
    exercise: str
    check: str
    """The id of the check."""
    title: str
    verdict: str
    message: str
    line: int
    """The line of the submission that it is about, 0 if there is none."""
    code: str
    diagnosis: str | None
    about: str
    """What the misconception is, why it happens so; empty if none is known."""
    questions: list[str]
    read_more: str
    schedule: str
    """The order in which it fails, for ``--schedule``."""
    story: str
    """What its processes did, as text of 100 columns."""
    exit_code: int
