"""What handing in late costs: the assignment's date, each student's extension, and days begun after both."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from grader.classroom import dates
from grader.classroom.assignment import Assignment
from grader.errors import UsageError
from grader.intake.exports.sheet import Sheet, number
from grader.intake.identity import Student
from grader.messages import teacher
from grader.safe import shown

#: The name of the file in a folder of results.
NAME: Final = "extensions.csv"
_FIX: Final = "Its columns are id or email, and until (2026-12-08 12:00 UTC) or days (7)."


class Extension(msgspec.Struct, frozen=True):
    """More time for one student."""

    until: datetime | None = None
    days: float = 0.0
    who: tuple[str, ...] = ()
    """The id and the address that the list has, as they stand there."""

    def after(self, due: datetime) -> datetime:
        """Return until when this student may hand in."""
        return self.until or due + timedelta(days=self.days)


class Lateness(msgspec.Struct, frozen=True):
    """How late somebody is, and what that costs."""

    days: int = 0
    """Days begun after the date, without those that cost nothing."""
    penalty: float = 0.0
    """The share of the points that is taken off: 0 to 1."""
    due: str = ""
    """Until when this student could hand in, in words; empty if there is no date."""
    note: str = ""
    """What has to be said of it; empty if nothing has."""


def extensions(path: Path) -> dict[str, Extension]:
    """Read a file of extensions: id, or address in lower case, to extension. UsageError for a mistake."""
    sheet = Sheet.read(path)
    who = [at for at in (sheet.find("id"), sheet.find("email")) if at is not None]
    until, days = sheet.find("until"), sheet.find("days")
    if not who or (until is None and days is None):
        raise UsageError(f"{sheet.where} is no list of extensions.", _FIX)
    found: dict[str, Extension] = {}
    for count, row in enumerate(sheet.rows, 2):
        where = f"{sheet.where}, row {count}"
        names = [row[at].strip() for at in who if row[at].strip()]
        extension = _extension(
            row[until] if until is not None else "", row[days] if days is not None else "", where
        )
        extension = msgspec.structs.replace(extension, who=tuple(names))
        if not names:
            raise UsageError(f"{where}: there is no id and no email.", _FIX)
        for name in names:
            if _key(name) in found:
                raise UsageError(f"{where}: {shown(name)} stands there twice.", "Leave one of them.")
            found[_key(name)] = extension
    return found


def _key(name: str) -> str:
    """Return what stands for a person: addresses are the same in any case of letters, ids are not."""
    return name.casefold() if "@" in name else name


def _extension(until: str, days: str, where: str) -> Extension:
    if until.strip():
        try:
            return Extension(until=dates.parse(until))
        except UsageError as error:
            raise UsageError(f"{where}: {error.sentence}", error.fix) from error
    count = number(days)
    if count is None or not 0 < count <= 1000:
        raise UsageError(f"{where}: there is no date and no number of days.", _FIX)
    return Extension(days=float(count))


def unmatched(given: Mapping[str, Extension], students: Iterable[Student]) -> list[str]:
    """Return who has an extension and is nobody of these, as the list names them."""
    known = {_key(name) for student in students for name in (student.id, student.email)}
    rows = {extension.who: extension for extension in given.values()}
    return [shown("/".join(who)) for who in rows if not any(_key(name) in known for name in who)]


def standing(row: Mapping[str, Any], assignment: Assignment, given: Mapping[str, Extension]) -> Lateness:
    """Return how late a student is, of the contents of a results file.

    Whose time of handing in is not known is not late, unless the platform says so; that counts as one day.
    """
    student = row["student"]
    names = [_key(student[field]) for field in ("id", "email") if student[field]]
    extension = next((given[name] for name in names if name in given), None)
    due = extension.after(assignment.due) if assignment.due and extension else assignment.due
    if due is None and extension:
        due = extension.until
    submitted = dates.known(row.get("submitted", ""))
    begun = 0
    if submitted is not None and due is not None:
        begun = max(0, math.ceil((submitted - due) / timedelta(days=1)))
    elif submitted is None and row.get("late") and extension is None:
        begun = 1
    days = max(0, begun - assignment.late_days)
    penalty = min(1.0, days * assignment.share)
    return Lateness(days, penalty, teacher.date(due) if due else "", _note(days, penalty, submitted))


def _note(days: int, penalty: float, submitted: datetime | None) -> str:
    if not days:
        return ""
    when = f", handed in {teacher.date(submitted)}" if submitted is not None else ""
    late = f"{days} {'day' if days == 1 else 'days'} late{when}"
    return f"{late}: {penalty:.0%} of the points are taken off." if penalty else f"{late}."
