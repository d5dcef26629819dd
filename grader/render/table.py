"""A class as a table: CSV for spreadsheets and gradebooks, lines for a terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from grader import messages
from grader.course import results, sentences
from grader.render import safe

#: The first columns: a student's fields, the key first.
IDENTITY: Final = ("id", "name", "email", "section", "group")
#: A cell that begins so is a formula to a spreadsheet.
_MOST_CHARACTERS: Final = 4000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(rows: Sequence[dict[str, Any]], worth: Mapping[str, float]) -> str:
    """Return one line per student: identity, points of every exercise, their sum, what could be had, remarks.

    ``rows`` are the contents of results files; ``worth`` has the points of each exercise that was asked for.
    One that was not handed in is an empty cell.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*IDENTITY, *worth, "points", "max_points", "remark"])
    for row in rows:
        points = _points(row)
        cells: list[object] = [messages.number(points[slug]) if slug in points else "" for slug in worth]
        whole = messages.number(row["report"]["points"])
        who = [_cell(row["student"][field]) for field in IDENTITY]
        table.writerow([*who, *cells, whole, _sum(worth), _cell(remark(row))])
    return text.getvalue()


def as_lines(rows: Sequence[dict[str, Any]], worth: Mapping[str, float], width: int = 80) -> str:
    """Return one line per student, for a terminal."""
    lines = []
    for row in rows:
        end = f"{messages.number(row['report']['points'])} of {_sum(worth)}"
        room = max(8, width - len(end) - 2)
        name = safe.line(results.student_of(row).label)[:room]
        lines.append(f"{name.ljust(room)}  {end}")
        if remark(row):
            lines.append(f"  {safe.line(remark(row))}"[:width])
    return "\n".join(lines) + "\n" if lines else ""


def remark(row: dict[str, Any]) -> str:
    """Return what has to be said about a student's results beside the points."""
    refused = [e["refusal"] for e in row["report"]["exercises"] if e["refusal"]]
    incomplete = [] if row["report"]["complete"] else [sentences.NOT_FINAL]
    return " ".join([part for part in (row["fault"], row["note"]) if part] + refused + incomplete)


def _points(row: dict[str, Any]) -> dict[str, float]:
    return {e["slug"]: float(e["points"]) for e in row["report"]["exercises"]}


def _sum(worth: Mapping[str, float]) -> str:
    return messages.number(sum(worth.values()))


def _cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    plain = safe.line(text, _MOST_CHARACTERS)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
