"""The people of a course, from a CSV file: who they are, who has handed in nothing, and who is unknown.

The columns are those of what platforms export, in any case of letters. A submission belongs to the person
whose id it has, else whose address, else whose name if only one person and one submission have it. From then
on it has the id of the roster.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from grader.classroom.roster import Class, HandIn
from grader.errors import UsageError
from grader.intake.exports import worksheet
from grader.intake.exports.sheet import decoded
from grader.intake.identity import Student
from grader.limits import MIB
from grader.safe import shown

#: Columns by what they mean, the best first: Moodle's, Canvas', Gradescope's, nbgrader's, and plain ones.
_IDS: Final = (
    "id", "identifier", "identifiant", "identificador", "student id", "student_id", "sid", "id number",
    "user id", "sis user id", "sis login id", "username", "login", "github_username", "matriculation number",
)  # fmt: skip
_NAMES: Final = ("name", "full name", "student", "student name", "vollständiger name")
_FIRST: Final = ("first name", "firstname", "given name", "first_name", "vorname")
_LAST: Final = ("last name", "lastname", "surname", "family name", "last_name", "nachname")
_EMAILS: Final = ("email", "email address", "e-mail", "e-mail address", "e-mail-adresse", "mail")
_SECTIONS: Final = ("section", "sections", "class", "course section")
_MOST: Final = 16 * MIB
MISSING: Final = "Nothing was handed in."
Whose = TypeVar("Whose")


class Person(msgspec.Struct, frozen=True):
    """Somebody on the roster, and the other ids of the same person."""

    student: Student
    others: tuple[str, ...] = ()


def read(path: Path) -> list[Person]:
    """Return everybody on the roster. UsageError if it cannot be read as one."""
    try:
        if path.stat().st_size > _MOST:
            raise UsageError(f"{shown(path)} is too large for a roster.", "Name a CSV file of the course.")
        text = decoded(path.read_bytes(), shown(path))
    except OSError as error:
        raise UsageError(f"{shown(path)} cannot be read: {error.strerror}.", "Check the path.") from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip().casefold() for cell in next(rows, [])]
        people = [_person(dict(zip(header, row, strict=False))) for row in rows]
    except csv.Error as error:
        raise UsageError(f"{shown(path)} cannot be read as CSV: {error}.", "Export it again.") from error
    found = [person for person in people if person is not None]
    if not found:
        raise UsageError(
            f"{shown(path)} names nobody: no column is called id, name or email.",
            "Its first line names the columns: id,name,email,section",
        )
    twice = [key for key, count in Counter(person.student.id for person in found).items() if count > 1]
    if twice:
        raise UsageError(f"{shown(path)} has the id {shown(twice[0])} twice.", "Ids tell people apart.")
    return found


def shared(people: Sequence[Person]) -> list[str]:
    """Return addresses of several people, by which nobody is found, and whose they are."""
    found: dict[str, list[str]] = {}
    for person in people:
        if address := person.student.email.casefold():
            found.setdefault(address, []).append(person.student.id)
    return [f"{address} ({', '.join(ids)})" for address, ids in found.items() if len(ids) > 1]


def _person(row: Mapping[str, str]) -> Person | None:
    """Who stands in a row, None if nobody does."""

    def first(columns: Sequence[str]) -> str:
        return next((value for column in columns if (value := row.get(column, "").strip())), "")

    ids = [worksheet.number_of(value) for column in _IDS if (value := row.get(column, "").strip())]
    email = first(_EMAILS) or next((value.strip() for value in row.values() if "@" in value), "")
    name = first(_NAMES) or " ".join(part for part in (first(_FIRST), first(_LAST)) if part)
    if name == "Points Possible" or not (ids or email or name):
        return None
    key = ids[0] if ids else email or name
    return Person(Student(key, name, email, first(_SECTIONS)).printable(), tuple(ids[1:]))


def matched(found: Class, people: Sequence[Person]) -> Class:
    """Give each submission its person of the roster; add a row for everybody who has handed in nothing."""
    students = [student for handed in found.hand_ins for student in handed.students]
    owners = _owners(students, people)
    hand_ins = [_known(handed, owners) for handed in found.hand_ins]
    there = {person.student.id for person in owners.values()}
    missing = [person.student for person in people if person.student.id not in there]
    everybody = [*hand_ins, *(HandIn((student,), (), MISSING) for student in missing)]
    return msgspec.structs.replace(
        found,
        hand_ins=tuple(sorted(everybody, key=lambda handed: handed.id)),
        missing=tuple(student.label for student in missing),
        unknown=tuple(student.label for student in students if student.id not in owners),
    )


def _owners(students: Sequence[Student], people: Sequence[Person]) -> dict[str, Person]:
    """The id of a submission's student to the person: the surest match first, and nobody twice."""
    owners: dict[str, Person] = {}
    for by in (_by_id, _by_other_id, _by_email, _by_name):
        there = {person.student.id for person in owners.values()}
        theirs = _unique((by(Person(one)), one.id) for one in students if one.id not in owners)
        ours = _unique((by(one), one) for one in people if one.student.id not in there)
        for key, student_id in theirs.items():
            person = ours.get(key)
            if person is not None and student_id not in owners and person.student.id not in there:
                owners[student_id] = person
                there.add(person.student.id)
    return owners


def _by_id(person: Person) -> set[str]:
    return {person.student.id}


def _by_other_id(person: Person) -> set[str]:
    return {person.student.id, *person.others}


def _by_email(person: Person) -> set[str]:
    known = (person.student.email, person.student.id)
    return {address.casefold() for address in known if "@" in address}


def _by_name(person: Person) -> set[str]:
    """The letters of a name in both orders: ``Lovelace, Ada`` and Canvas' ``lovelaceada`` agree."""
    last, comma, first = (person.student.name or person.student.id).partition(",")
    words = [*first.split(), *last.split()] if comma else last.split()
    after = len(last.split()) if comma else 1
    turned = [*words[-after:], *words[:-after]]
    return {plain for order in (words, turned) if (plain := _letters("".join(order)))}


def _letters(text: str) -> str:
    """Letters and digits only, without accents and case."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if char.isalnum())


def _unique(pairs: Iterable[tuple[set[str], Whose]]) -> dict[str, Whose]:
    """Keys that only one has, and whose they are."""
    found: dict[str, list[Whose]] = {}
    for keys, whose in pairs:
        for key in keys:
            found.setdefault(key, []).append(whose)
    return {key: several[0] for key, several in found.items() if len(several) == 1}


def _known(handed: HandIn, owners: Mapping[str, Person]) -> HandIn:
    """The submission with what the roster knows of its students."""
    students = []
    for student in handed.students:
        if (person := owners.get(student.id)) is None:
            handed = handed.noted(f"{student.label} is not on the roster.")
            students.append(student)
        else:
            of = person.student
            name, email = of.name or student.name, of.email or student.email
            students.append(Student(of.id, name, email, of.section, student.group))
    return msgspec.structs.replace(handed, students=tuple(students))
