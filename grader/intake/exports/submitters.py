"""Read who handed in what from the ``submission_metadata.yml`` of a Gradescope export.

Of that file only the ``:submitters:`` of each submission are read, line by line as Gradescope writes them:
what else stands there (results, with what programs have printed) may be large, and is skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from grader.intake.identity import Student

METADATA: Final = "submission_metadata.yml"
MOST_BYTES: Final = 64_000_000
_KEY: Final = re.compile(r"^(?P<key>submission_\d+):\s*$")
_BLOCK: Final = re.compile(r"^ {2}:?submitters:\s*$")
#: A line of that block: deeper than the block, or an item beside it.
_FIELD: Final = re.compile(
    r"^(?: {2}(?P<item>- )| {4}(?P<inner>- )?| {6}):?(?P<field>name|sid|email):(?P<value>.*)$"
)


def read(path: Path) -> dict[str, tuple[Student, ...]]:
    """Return the submitters of each submission; empty if there is no such file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return {}
        with path.open(encoding="utf-8", errors="replace") as file:
            return parse(file)
    except OSError:
        return {}


def parse(lines: Iterable[str]) -> dict[str, tuple[Student, ...]]:
    """Return the submitters of each submission, from the lines of the file.

    The id is the ``:sid:``, or the address, or the submission's own name where there is neither.
    """
    found: dict[str, tuple[Student, ...]] = {}
    for key, people in _blocks(lines):
        students = [
            Student(
                person.get("sid") or person.get("email") or key,
                person.get("name", ""),
                person.get("email", ""),
            )
            for person in people
        ]
        unique = tuple({student.id: student for student in students}.values())
        if unique and key not in found:
            shared = key if len(unique) > 1 else ""
            found[key] = tuple(msgspec.structs.replace(student, group=shared) for student in unique)
    return found


def _blocks(lines: Iterable[str]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Each submission's name and the fields of its submitters."""
    key, inside = "", False
    people: list[dict[str, str]] = []
    for line in lines:
        if start := _KEY.match(line):
            if key:
                yield key, people
            key, people, inside = start["key"], [], False
        elif _BLOCK.match(line):
            inside = not people
        elif inside and (field := _FIELD.match(line)):
            if field["item"] or field["inner"] or not people:
                people.append({})
            people[-1][field["field"]] = _scalar(field["value"])
        elif inside and line.strip() and not line.startswith(("    ", "  - ")):
            inside = False
    if key:
        yield key, people


def _scalar(value: str) -> str:
    """Return the text of a YAML scalar on one line."""
    text = value.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text[1:-1]
    return "" if text in ("~", "null", "''", '""') else text
