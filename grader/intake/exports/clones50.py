"""Whose the clones are that Classroom 50's ``gh teacher download`` makes, by the ``scores.csv`` beside them.

A clone is named ``CLASSROOM-ASSIGNMENT-USERNAME``, and each part may have hyphens in it. The file names
everybody, so what is common to the clones is what stands before the names. Members of a group have the tag
of one submission.

Source: foundation50/classroom50, the wiki pages "CLI Teacher Guide" and "Autograding Basics".
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec

from grader.intake.identity import Student

SCORES: Final = "scores.csv"
MOST_BYTES: Final = 16_000_000
#: The columns that no other table of this name has.
_COLUMNS: Final = frozenset({"username", "score", "max_score", "submission_tag"})


class Clones(msgspec.Struct, frozen=True):
    """What is known of a folder of clones."""

    prefix: str
    """In lower case; every clone's name begins with it."""
    students: dict[str, tuple[Student, ...]]
    """Username in lower case to the student, or to the members of the group."""

    def owners(self, name: str) -> tuple[Student, ...]:
        """Return whose clone this is; empty if it is none."""
        lower = name.lower()
        if not self.prefix or not lower.startswith(self.prefix):
            return ()
        return self.students.get(lower.removeprefix(self.prefix), ())


def parse(text: str, names: Iterable[str]) -> Clones | None:
    """Return whose these folders are, None if the text is not Classroom 50's table."""
    rows = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    if not set(rows.fieldnames or ()) >= _COLUMNS:
        return None
    people: dict[str, Student] = {}
    tags: dict[str, list[str]] = {}
    for row in rows:
        username = (row.get("username") or "").strip()
        if not username:
            continue
        full = f"{row.get('first_name') or ''} {row.get('last_name') or ''}".strip()
        student = Student(username, full, row.get("email") or "", row.get("section") or "")
        people.setdefault(username.lower(), student)
        if tag := row.get("submission_tag"):
            tags.setdefault(tag, []).append(username.lower())
    students = {username: (student,) for username, student in people.items()}
    return Clones(_prefix(names, people), students | _groups(people, tags))


def _prefix(names: Iterable[str], usernames: Iterable[str]) -> str:
    """Return what most of the names begin with, up to a username."""
    known = sorted(usernames, key=len, reverse=True)
    found: Counter[str] = Counter()
    for name in names:
        lower = name.lower()
        owner = next((username for username in known if lower.endswith(f"-{username}")), "")
        found[lower.removesuffix(owner) if owner else ""] += 1
    del found[""]
    return found.most_common(1)[0][0] if found else ""


def _groups(people: dict[str, Student], tags: dict[str, list[str]]) -> dict[str, tuple[Student, ...]]:
    """Return the groups, under the username of each member: the clone has that of one of them."""
    found: dict[str, tuple[Student, ...]] = {}
    for usernames in tags.values():
        if len(members := list(dict.fromkeys(usernames))) > 1:
            group = ", ".join(people[username].id for username in members)
            team = tuple(msgspec.structs.replace(people[username], group=group) for username in members)
            found |= dict.fromkeys(members, team)
    return found
