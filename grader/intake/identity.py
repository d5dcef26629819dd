"""Who somebody is: the identity that is carried from a folder of submissions to the gradebook.

The id is the key everywhere, and only the id: Moodle's number, Canvas' id, Gradescope's ``:sid:`` or
address, a repository's or a folder's name. Names are for people: two students may have the same one, and
whoever takes another one changes nothing.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final

import msgspec

from grader.safe import shown

#: What may stand in a file name beside letters and digits.
_PLAIN: Final = frozenset(" -_.@+,()")
#: Between id and name, and before a digest: neither stands in a readable id.
_NAME, _DIGEST = "~", "="
_MOST_CHARACTERS: Final = 40
_MOST_BYTES: Final = 100


class Student(msgspec.Struct, frozen=True):
    """One student."""

    id: str
    """The key: no two students have the same one."""
    name: str = ""
    email: str = ""
    section: str = ""
    group: str = ""
    """The group that has handed in together, empty for whoever works alone."""

    @property
    def label(self) -> str:
        """Return what people call the student: the name, and the id where that is another word."""
        return f"{self.name} ({self.id})" if self.name and self.name != self.id else self.id

    def printable(self) -> Student:
        """Return the same student with text that any file can hold: what cannot be printed is escaped."""
        return Student(*(shown(value) for value in msgspec.structs.astuple(self)))


def file_name(student_id: str) -> str:
    """Return a short name for a student's file, without an ending: readable, and no other id has it."""
    plain = _readable(student_id)
    if plain == student_id:
        return plain
    digest = hashlib.sha256(student_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{plain}{_DIGEST}{digest}"


def page_name(student: Student) -> str:
    """Return such a name for what people look for by name: the id, and the name shortened."""
    name = _readable(student.name).replace(" ", "_") if student.name not in ("", student.id) else ""
    return file_name(student.id) + (f"{_NAME}{name}" if name else "")


def _readable(text: str) -> str:
    """Return the text as part of a file name: cut, and with ``_`` for what names elsewhere do not have."""
    normal = unicodedata.normalize("NFC", text)[:_MOST_CHARACTERS]
    plain = "".join(c if c.isalnum() or c in _PLAIN or _is_mark(c) else "_" for c in normal)
    while len(plain.encode()) > _MOST_BYTES:
        plain = plain[:-1]
    plain = plain.strip()
    return plain if plain[:1].isalnum() or plain[:1] == "_" else f"_{plain}"


def _is_mark(char: str) -> bool:
    """Whether it belongs to the letter before it, as vowels do in Thai."""
    return unicodedata.category(char) in ("Mn", "Mc")
