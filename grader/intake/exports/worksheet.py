"""Moodle's grading worksheet: which column is what, in any language.

Source: Moodle's ``assign_grading_table`` and ``assignfeedback_offline``. Headers are in the teacher's
language, and so is the word before a participant's number: ``Participant 1001``, ``Teilnehmer/in1001``,
``Participante1001``. The order of columns is the same for all: the identifier first, the grade before the
maximum grade, feedback last. Known headers are taken first, then what the cells look like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from grader.errors import UsageError
from grader.intake.exports.sheet import Sheet, number
from grader.messages.found_files import untold_column
from grader.safe import shown

#: Columns by role, in English and German.
ROLES: Final[dict[str, tuple[str, ...]]] = {
    "identifier": ("Identifier", "ID"),
    "email": ("Email address", "E-Mail-Adresse"),
    "grade": ("Grade", "Bewertung"),
    "maximum": ("Maximum grade", "Bestwertung"),
    "feedback": ("Feedback comments", "Feedback als Kommentar"),
}
#: What stands before the number of a participant, and alone in the name of a folder where marking is blind.
WORDS: Final = ("Participant", "Participante", "Teilnehmer/in", "Teilnehmer*in", "Teilnehmer:in")
_PARTICIPANT: Final = re.compile(rf"^(?:{'|'.join(map(re.escape, WORDS))})\s*(\d+)$")
_NUMBERED: Final = re.compile(r"^(\D*[^\W\d_]\D*?)(\d+)$")


class Columns(msgspec.Struct, frozen=True):
    """The numbers of the columns that are read or filled; None where there is none."""

    identifier: int
    grade: int
    maximum: int | None
    email: int | None
    feedback: int | None


def number_of(cell: str) -> str:
    """Return the number of a participant; another text as it is."""
    return _PARTICIPANT.sub(r"\1", cell.strip())


def is_blind(name: str) -> bool:
    """Whether folders call everybody so where marking is blind; their names lose ``/`` and ``:``."""
    return name in {word.replace("/", "").replace(":", "") for word in WORDS}


def columns(sheet: Sheet, named: Mapping[str, str]) -> Columns:
    """Return which column is what; ``named`` are headers by role. UsageError if that cannot be told."""
    found = {role: sheet.find(*names) for role, names in ROLES.items()}
    found |= {role: sheet.column(name) for role, name in named.items()}
    if found["identifier"] is None:
        found["identifier"] = next((at for at in _range(sheet) if _is_numbered(_cells(sheet, at))), None)
    if found["grade"] is None:
        pairs = [at for at in _range(sheet)[1:] if _is_pair(_cells(sheet, at - 1), _cells(sheet, at))]
        if len(pairs) == 1:
            found["grade"], found["maximum"] = pairs[0] - 1, pairs[0]
            found["feedback"] = found["feedback"] or _last_text(sheet, pairs[0])
    if found["email"] is None:
        found["email"] = next((at for at in _range(sheet) if _all(_cells(sheet, at), "@")), None)
    identifier, grade = found["identifier"], found["grade"]
    if identifier is None or grade is None:
        role = "identifier" if identifier is None else "grade"
        there = [*map(shown, sheet.header)]
        raise UsageError(*untold_column(sheet.where, ROLES[role][0], role, there))
    return Columns(identifier, grade, found["maximum"], found["email"], found["feedback"])


def _range(sheet: Sheet) -> range:
    return range(len(sheet.header))


def _cells(sheet: Sheet, at: int) -> list[str]:
    return [row[at].strip() for row in sheet.rows]


def _is_numbered(cells: Sequence[str]) -> bool:
    """Whether all are one word and a number."""
    found = [_NUMBERED.match(cell) for cell in cells]
    return bool(found) and len({match[1] if match else "" for match in found}) == 1 and all(found)


def _is_pair(grades: Sequence[str], most: Sequence[str]) -> bool:
    """Whether these are grades, and the maximum of each."""
    values = {number(cell) for cell in most}
    known = len(values) == 1 and None not in values and all(value and value > 0 for value in values)
    return known and all(cell in ("", "-") or number(cell) is not None for cell in grades)


def _last_text(sheet: Sheet, after: int) -> int | None:
    """The last column, if nothing or HTML stands there, as in comments; dates are another's."""
    last = len(sheet.header) - 1
    fits = last > after + 2 and all(not cell or "<" in cell for cell in _cells(sheet, last))
    return last if fits else None


def _all(cells: Sequence[str], char: str) -> bool:
    return any(cells) and all(char in cell for cell in cells if cell)
