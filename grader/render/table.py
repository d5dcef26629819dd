"""A class as a table: CSV for spreadsheets and gradebooks, lines for a terminal."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Sequence
from typing import Any, Final

from grader import messages, safe
from grader.classroom import results
from grader.messages import teacher

#: The first columns: a student's fields, the key first.
IDENTITY: Final = ("id", "name", "email", "section", "group")
#: A cell that begins so is a formula to a spreadsheet.
_MOST_CHARACTERS: Final = 4000
#: Of a remark in a terminal; the table has all of it.
_MOST_LINES: Final = 4
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(rows: Sequence[dict[str, Any]], slugs: Sequence[str]) -> str:
    """Return one line per student: identity, points of every exercise, their sum, what could be had, remarks.

    ``rows`` are the contents of results files. An exercise without a file is "no file" (and counts 0), one
    that could not be graded is empty. ``late`` has the days, and ``points`` are what is left after them.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*IDENTITY, *slugs, "late", "points", "max_points", "remark"])
    for row in rows:
        cells = _points(row)
        whole = [messages.number(row[key]) for key in ("points", "max_points")]
        who = [_cell(row["student"][field]) for field in IDENTITY]
        late = row["standing"]["days"] or ""
        table.writerow([*who, *[cells.get(slug, "") for slug in slugs], late, *whole, _cell(remark(row))])
    return text.getvalue()


def as_lines(rows: Sequence[dict[str, Any]], width: int = 80) -> str:
    """Return one line per student, for a terminal."""
    lines = []
    for row in rows:
        end = f"{messages.number(row['points'])} of {messages.number(row['max_points'])}"
        room = max(8, width - len(end) - 2)
        name = safe.line(results.student_of(row).label)[:room]
        lines.append(f"{name.ljust(room)}  {end}")
        lines += wrapped(safe.line(remark(row), _MOST_CHARACTERS), "  ", width)
    return "\n".join(lines) + "\n" if lines else ""


def wrapped(text: str, indent: str, width: int) -> list[str]:
    """Return text in lines; what does not fit into a few ends in dots."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        max_lines=_MOST_LINES,
        placeholder=" ...",
    )


def remark(row: dict[str, Any]) -> str:
    """Return what has to be said about a student's results beside the points."""
    refused = [e["refusal"] for e in row["report"]["exercises"] if e["refusal"] and e["handed_in"]]
    incomplete = [] if row["report"]["complete"] else [teacher.NOT_FINAL]
    said = (row["fault"], row["note"], row["standing"]["note"])
    return " ".join([part for part in said if part] + refused + incomplete)


def _points(row: dict[str, Any]) -> dict[str, str]:
    """Return what stands in the cell of each exercise."""
    return {
        e["slug"]: messages.number(e["points"]) if e["handed_in"] else messages.NO_FILE
        for e in row["report"]["exercises"]
    }


def _cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    plain = safe.line(text, _MOST_CHARACTERS)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
