"""An assignment: which exercises count, how much each, and until when. ``assignment.toml`` says it.

Theory of operation
-------------------
``grade release`` writes the file, and everything that grades reads it, so that all count the same exercises:
one that was not handed in has 0 of its points, and is never left out of the sum. A weight multiplies the
points of every check of its exercise, so totals agree wherever checks are shown.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from grader.bank import Bank
from grader.classroom import dates
from grader.errors import UsageError
from grader.exercise import Exercise
from grader.judge import SubmittedFile
from grader.report import CheckResult, ExerciseReport, Report
from grader.safe import shown

NAME: Final = "assignment.toml"
VERSION: Final = 1
#: Which of several attempts of one student counts.
LATEST, BEST = "latest", "best"
_HEADING: Final = """\
# What this assignment asks for and how it counts. grade, grade batch and the platforms read it.
# A weight multiplies an exercise's points. due needs a time zone. late is what a late hand-in costs:
# "none", "zero", or a share of the points for each day begun, such as "10%"; late_days are free of it.
# attempts says which of several hand-ins of a student counts: "latest" or "best".
"""


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for."""

    name: str
    weights: dict[str, float]
    """Exercise to what its points are multiplied by, in the order in which they are shown."""
    due: datetime | None = None
    late: str = "none"
    """``none``, ``zero`` or a percentage for each day begun."""
    late_days: int = 0
    """Days after ``due`` that cost nothing."""
    attempts: str = LATEST
    """Which of several hand-ins of a student counts: ``latest`` or ``best``."""

    @property
    def slugs(self) -> tuple[str, ...]:
        """The exercises that count."""
        return tuple(self.weights)

    @property
    def share(self) -> float:
        """The share of the points that each late day costs: 0 to 1."""
        return {"none": 0.0, "zero": 1.0}.get(self.late) or _percentage(self.late)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    version: int
    name: str
    weights: dict[str, float]
    due: Any = None
    late: str = "none"
    late_days: int = 0
    attempts: str = LATEST


def make(
    name: str, slugs: Sequence[str], weights: Mapping[str, float] | None = None, due: datetime | None = None
) -> Assignment:
    """Return the assignment of these exercises; one without a weight has 1. UsageError if that cannot be."""
    given = dict(weights or {})
    for slug in given:
        if slug not in slugs:
            raise UsageError(
                f"{shown(slug)} has a weight and is not in the assignment.",
                f"Its exercises are: {', '.join(slugs)}.",
            )
    found = Assignment(name=name, weights={slug: given.get(slug, 1.0) for slug in slugs}, due=due)
    return _checked(found, "the assignment")


def text(assignment: Assignment) -> str:
    """Return the assignment as the text of its file."""
    lines = [_HEADING, f"version = {VERSION}", f"name = {_string(assignment.name)}"]
    if assignment.due is not None:
        lines.append(f"due = {assignment.due.isoformat(timespec='seconds')}")
    lines += [
        f"late = {_string(assignment.late)}",
        f"late_days = {assignment.late_days}",
        f"attempts = {_string(assignment.attempts)}",
        "",
        "[weights]",
        *(f"{slug} = {weight:g}" for slug, weight in assignment.weights.items()),
    ]
    return "\n".join(lines) + "\n"


def read(path: Path) -> Assignment:
    """Read an assignment's file, or that of a release's folder. UsageError that names file and key."""
    file = path / NAME if path.is_dir() else path
    try:
        return parse(file.read_bytes(), shown(file))
    except OSError as error:
        raise UsageError(
            f"{shown(file)} cannot be read: {error.strerror}.",
            "Name the assignment.toml of a release, or the release's folder.",
        ) from error


def parse(data: bytes, where: str = NAME) -> Assignment:
    """Return the assignment that a file says. UsageError that names the file and the key."""
    try:
        entry = msgspec.convert(tomllib.loads(data.decode("utf-8-sig")), _File)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{where} is not TOML: {error}.", "Correct it, or release it again.") from error
    except msgspec.ValidationError as error:
        raise UsageError(f"{where}: {error}.", "Correct it, or release it again.") from error
    if entry.version != VERSION:
        raise UsageError(
            f"{where} has version {entry.version}, and this forklore reads version {VERSION}.",
            "Install the forklore that wrote it.",
        )
    fields = msgspec.structs.asdict(entry)
    del fields["version"]
    try:
        fields["due"] = _due(entry.due)
    except UsageError as error:
        raise UsageError(f"{where}: due: {error.sentence}", error.fix) from error
    return _checked(Assignment(**fields), where)


def fits(assignment: Assignment, bank: Bank) -> Assignment:
    """Return the assignment. UsageError if it asks for an exercise that is not there."""
    for slug in assignment.slugs:
        bank.gradable(slug)
    return assignment


def complete(
    submissions: Sequence[SubmittedFile], bank: Bank, assignment: Assignment
) -> tuple[list[SubmittedFile], list[str]]:
    """Return a submission for each exercise of the assignment, and sentences on those that are not in it.

    Where there is no file the submission says so, and its checks have 0 of their points.
    """
    there = {submission.exercise.slug: submission for submission in submissions}
    found = [there.get(slug) or not_handed_in(bank.gradable(slug)) for slug in assignment.slugs]
    others = [shown(s.path) for s in submissions if s.exercise.slug not in assignment.weights]
    said = f"Not part of {assignment.name}, and not graded: {', '.join(others)}."
    return found, [said] if others else []


def refused(bank: Bank, assignment: Assignment, reason: str) -> list[SubmittedFile]:
    """Return a submission for each exercise of the assignment, none of which is taken in.

    On a platform nobody reads the exit code: the student has to find in the report what is wrong.
    """
    wanted = [bank.gradable(slug) for slug in assignment.slugs]
    return [SubmittedFile(exercise, f"{exercise.slug}.py", b"", reason) for exercise in wanted]


def not_handed_in(exercise: Exercise) -> SubmittedFile:
    """Return the submission of an exercise for which there is no file."""
    path = f"{exercise.slug}.py"
    return SubmittedFile(exercise, path, b"", f"There is no file {path}.", handed_in=False)


def weighted(report: Report, assignment: Assignment) -> Report:
    """Return the report as this assignment's: each check's points are multiplied by its exercise's weight."""
    exercises = [weighted_exercise(exercise, assignment) for exercise in report.exercises]
    return msgspec.structs.replace(report, assignment=assignment.name, exercises=exercises)


def weighted_exercise(exercise: ExerciseReport, assignment: Assignment) -> ExerciseReport:
    """Return an exercise's report with its points multiplied by its weight."""
    weight = assignment.weights.get(exercise.slug, 1.0)
    if weight == 1:
        return exercise
    return msgspec.structs.replace(exercise, checks=[_times(check, weight) for check in exercise.checks])


def _times(check: CheckResult, weight: float) -> CheckResult:
    points, most = check.points * weight, check.max_points * weight
    return msgspec.structs.replace(check, points=points, max_points=most)


def _checked(found: Assignment, where: str) -> Assignment:
    def refuse(key: str, what: str) -> UsageError:
        return UsageError(f"{where}: `{key}`: {what}.", f"Correct `{key}`.")

    if not found.name.strip() or not found.name.isprintable():
        raise refuse("name", "expected a name in printable characters")
    if not found.weights:
        raise refuse("weights", "expected at least one exercise")
    for slug, weight in found.weights.items():
        if not math.isfinite(weight) or weight < 0:
            raise refuse(f"weights.{slug}", "expected a number, 0 or more")
    if found.late not in ("none", "zero") and not 0 < _percentage(found.late) <= 1:
        raise refuse("late", 'expected "none", "zero" or a percentage for each day, such as "10%"')
    if not 0 <= found.late_days <= 1000:
        raise refuse("late_days", "expected a number of days, 0 or more")
    if found.attempts not in (LATEST, BEST):
        raise refuse("attempts", 'expected "latest" or "best"')
    return found


def _percentage(value: str) -> float:
    number = value.removesuffix("%")
    digits = number.replace(".", "", 1)
    return float(number) / 100 if value.endswith("%") and digits.isascii() and digits.isdigit() else 0.0


def _due(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    return None if value is None else dates.parse(str(value))


def _string(value: str) -> str:
    """Return printable text as a string of TOML."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
