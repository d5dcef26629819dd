"""What the commands for teachers print with ``--json``."""

from __future__ import annotations

from typing import Literal

import msgspec

#: What a release can be.
Form = Literal["folder", "archive", "gradescope", "classroom50", "nbgrader"]


class StudentIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """One student of a class that was graded."""

    id: str
    name: str
    email: str
    section: str
    group: str


class GradedStudent(msgspec.Struct, frozen=True):
    """What there is of one student: the contents of the results file without the checks, and these."""

    student: StudentIdentity
    points: float
    """What is left after lateness."""
    max_points: float
    fault: str
    """What kept the student from being graded; empty if nothing did."""
    remark: str
    unclaimed: list[str]
    """Files of the student that answer nothing or cannot be read."""


class BatchDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade batch --json``: one line for each round with ``--watch``."""

    schema_version: int
    exit_code: int
    students: list[GradedStudent]
    stray: list[str]
    """Files that lie beside the students' folders and belong to nobody."""
    missing: list[str]
    """People of the roster who have handed in nothing."""
    unknown: list[str]
    """Who has handed something in and is not on the roster."""
    unmatched: list[str]
    """Options that found nothing: a map, an extension."""


class ReleaseDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade release --json``."""

    schema_version: int = 1
    form: Form
    path: str
    """The folder, archive or course that was written."""
    assignment: str
    exercises: list[str]
    due: str | None
    """When it is due, as ISO 8601; null without a date."""
    hidden: bool
    """Whether the hidden checks are in it."""
    files: list[str]
    """What was written, relative to the folder or the archive's root."""
    kept: list[str]
    """Files that were there and are as they were."""
    exit_code: int = 0


class ExportedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file that a platform imports."""

    path: str
    students: int
    """Students whose points stand in it."""
    unknown: list[str]
    """Who is in the results, and not in the platform's file."""
    without: list[str]
    """Who is in the platform's file and has no results: their grades are as they were."""
    unfinished: list[str]
    """Who is left out, because their points are not final."""


class ExportDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade export PLATFORM --json``."""

    schema_version: int = 1
    files: list[ExportedFile]
    exit_code: int


class BookDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade book sync --json`` and ``grade book classroom50 --json``."""

    schema_version: int = 1
    gradebook: str
    """The database's address, or the file."""
    assignment: str
    due: str | None
    """The date after which work counts as late, as ISO 8601; null without one."""
    students: int
    """Students whose scores were written."""
    unfinished: int
    """Students left out, because their points are not final."""
    missing: list[str]
    """Students left out, because the gradebook does not have them."""
    others: list[str]
    """Who is in the gradebook and has no results here."""
    removed: bool
    """Whether the submissions of these others were taken out."""
    exit_code: int
