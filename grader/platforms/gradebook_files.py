"""The way back: points and feedback in the files that learning platforms import.

Source: Moodle's assignfeedback_offline (grading worksheet) and assignfeedback_file (feedback files in a zip),
Canvas' "Gradebook CSV upload". A platform's file is filled, never made: its ids, rows and columns stay.
Whoever is not in the results keeps the grade that is there.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from grader.classroom import results
from grader.errors import UsageError
from grader.intake.exports import worksheet
from grader.intake.exports.sheet import Sheet, decimal_comma, number, scaled, written
from grader.safe import shown

Row = Mapping[str, Any]
#: What Canvas wants back beside the assignment's column.
CANVAS: Final = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_POSSIBLE: Final = "points possible"
_NUMBER: Final = re.compile(r"(\d+)\s*$")
#: Archives carry this date, so that the same content gives the same bytes.
_DATE: Final = (1980, 1, 1, 0, 0, 0)


class Filled(msgspec.Struct, frozen=True):
    """A file for a platform, and who is in it."""

    data: bytes
    count: int
    """Students whose points stand in it."""
    unknown: tuple[str, ...] = ()
    """Students of the results whom the platform's file does not have."""
    without: tuple[str, ...] = ()
    """Students of the platform's file of whom there are no results: their grades are as they were."""
    unfinished: tuple[str, ...] = ()
    """Students whose points are not final, and are not in it."""


class _People:
    """Finds the results of whoever a row of a platform's file is."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.unfinished = tuple(_label(row) for row in rows if not _is_final(row))
        self._rows = [row for row in rows if _is_final(row)]
        self._open = tuple(row["student"]["id"] for row in rows if not _is_final(row))
        self._by_id = {row["student"]["id"]: row for row in self._rows}
        self._by_id_in_any_case, self._by_email = self._only("id"), self._only("email")
        self._met: set[str] = set()
        self.without: list[str] = []

    def _only(self, field: str) -> dict[str, Row]:
        """What one row only has in this field, in lower case, to that row."""
        words = [row["student"][field].casefold() for row in self._rows]
        counts = Counter(words)
        return {word: row for word, row in zip(words, self._rows, strict=True) if counts[word] == 1}

    def find(self, label: str, *keys: str) -> Row | None:
        """Return the results of whom one of these ids or addresses names, in this order."""
        for key in (key.strip() for key in keys if key.strip()):
            plain = key.casefold()
            row = self._by_id.get(key) or self._by_id_in_any_case.get(plain) or self._by_email.get(plain)
            if row is not None:
                self._met.add(row["student"]["id"])
                return row
        if not any(key.strip() in self._open for key in keys):
            self.without.append(shown(label.strip() or keys[0]))
        return None

    def filled(self, data: bytes) -> Filled:
        """Say who is in the file."""
        unknown = tuple(_label(row) for row in self._rows if row["student"]["id"] not in self._met)
        return Filled(data, len(self._met), unknown, tuple(self.without), self.unfinished)


def moodle_worksheet(sheet: Sheet, rows: Sequence[Row], names: Mapping[str, str]) -> Filled:
    """Fill Moodle's grading worksheet: points on its scale, and feedback. ``names`` are columns by role."""
    at = worksheet.columns(sheet, names)
    identifier, grade, maximum = at.identifier, at.grade, at.maximum
    email, feedback = at.email, at.feedback
    cells = [
        cell for line in sheet.rows for cell in (line[grade], line[maximum] if maximum is not None else "")
    ]
    comma = decimal_comma(iter(cells))
    people = _People(rows)
    for line in sheet.rows:
        found = _NUMBER.search(line[identifier])
        address = line[email] if email is not None else ""
        row = people.find(line[identifier], found[1] if found else "", line[identifier], address)
        if row is None:
            continue
        most = number(line[maximum]) if maximum is not None else None
        line[grade] = written(scaled(row["points"], row["max_points"], most), comma)
        if feedback is not None:
            line[feedback] = "<br>".join(html.escape(part) for part in said(row))
    return people.filled(sheet.encode())


def moodle_feedback(out: Path, rows: Sequence[Row], name: str) -> Filled:
    """Return an archive of the students' pages, in the folders whose names Moodle gave them."""
    buffer = io.BytesIO()
    people = _People(rows)
    count = 0
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            student = results.student_of(row)
            if not _is_final(row):
                continue
            if not student.id.isdigit():
                raise UsageError(
                    f"{student.label} has no number of Moodle's, so Moodle would not take the feedback.",
                    "Grade the folder that Moodle exports: its names have the numbers.",
                )
            folder = (
                f"{(student.name or 'Participant').replace('_', ' ')}_{student.id}_assignsubmission_file_"
            )
            member = zipfile.ZipInfo(f"{folder}/{name}.html", _DATE)
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, results.page_of(out, student).read_bytes())
            count += 1
    return Filled(buffer.getvalue(), count, unfinished=people.unfinished)


def canvas(sheet: Sheet, rows: Sequence[Row], assignment: str) -> Filled:
    """Fill the column of an assignment in Canvas' gradebook, and leave out all other assignments."""
    key, target = sheet.column("ID"), _canvas_column(sheet, assignment)
    logins = [at for at in (sheet.find("SIS User ID"), sheet.find("SIS Login ID")) if at is not None]
    most = next((number(line[target]) for line in sheet.rows if _is_possible(line)), None)
    people = _People(rows)
    comma = decimal_comma(line[target] for line in sheet.rows)
    for line in sheet.rows:
        if not line[key].strip():  # Points Possible, Manual Posting
            continue
        row = people.find(line[0], line[key], *(line[at] for at in logins))
        if row is not None:
            line[target] = written(scaled(row["points"], row["max_points"], most), comma)
    kept = [at for at in (sheet.find(name) for name in CANVAS) if at is not None]
    sheet.keep([*kept, target])
    return people.filled(sheet.encode())


def _canvas_column(sheet: Sheet, assignment: str) -> int:
    """Return the number of the column ``NAME (ID)``, by its name, its id or both."""
    wanted = assignment.strip().casefold()
    found = []
    for at, cell in enumerate(sheet.header):
        name, _, rest = cell.strip().rpartition(" (")
        if rest.endswith(")") and wanted in (cell.strip().casefold(), name.casefold(), rest[:-1]):
            found.append(at)
    if len(found) != 1:
        there = ", ".join(shown(cell) for cell in sheet.header if re.search(r" \(\d+\)$", cell.strip()))
        how = "no column" if not found else "several columns"
        raise UsageError(
            f"{sheet.where} has {how} for {shown(assignment)}.",
            f"Name one with --assignment: {there or 'none'}.",
        )
    return found[0]


def _is_possible(line: Sequence[str]) -> bool:
    return any(cell.strip().casefold() == _POSSIBLE for cell in line[:2])


def gradescope(rows: Sequence[Row]) -> Filled:
    """Return the scores as Gradescope lists them: name, SID, address, points."""
    people = _People(rows)
    final = [row for row in rows if _is_final(row)]
    lines = [("Name", "SID", "Email", "Total Score", "Max Points")]
    for row in final:
        student = results.student_of(row)
        sid = "" if student.id == student.email else student.id
        total, most = (scaled(value, 0, None) for value in (row["points"], row["max_points"]))
        lines.append((_plain(student.name), _plain(sid), _plain(student.email), str(total), str(most)))
    sheet = Sheet("scores", ",".join(lines[0]).encode())
    sheet.rows = [list(line) for line in lines[1:]]
    return Filled(sheet.encode(), len(final), unfinished=people.unfinished)


def said(row: Row) -> Iterator[str]:
    """Yield short feedback in lines: the points of each exercise, and what there is to say beside them."""
    report = row["report"]
    for exercise in report["exercises"]:
        missing = "" if exercise.get("handed_in", True) else ", no file"
        points = f"{_short(exercise['points'])} of {_short(exercise['max_points'])} points"
        yield f"{exercise['slug']}: {points}{missing}"
    note = row.get("standing", {}).get("note", "")
    yield from (part for part in (row["note"], note) if part)
    yield f"Together: {_short(row['points'])} of {_short(row['max_points'])} points"


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _plain(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{shown(text)}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else shown(text)


def _is_final(row: Row) -> bool:
    return bool(row["report"]["complete"]) and not row["fault"]


def _label(row: Row) -> str:
    return results.student_of(row).label
