"""Whose work an entry of a folder of submissions is, as the systems that export such folders name them.

Each layout is a rule from an entry's name to a student; the first that fits is taken:

- ``nbgrader``: ``STUDENT+ASSIGNMENT+TIME…`` of the exchange's inbound folder; the latest counts;
- ``moodle``: ``NAME_123_assignsubmission_file_``, a folder or an archive, or with a file's name at its end;
- ``canvas``: ``name_LATE_123_456_ping_pong.py``, a file;
- ``gradescope``: ``submission_123``, with the students from ``submission_metadata.yml`` beside it;
- ``classroom``: clones named ``ASSIGNMENT-STUDENT`` in a folder ``ASSIGNMENT-submissions``;
- ``classroom50``: clones named ``CLASSROOM-ASSIGNMENT-STUDENT``, with a ``scores.csv`` beside them;
- ``folders``: a folder, an archive or a notebook that is named after the student.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from grader.intake import archives, attempts
from grader.intake.exports import worksheet
from grader.intake.exports.clones50 import Clones
from grader.intake.identity import Student

_EXCHANGE: Final = re.compile(
    r"^(?P<student>[^+]+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d[^+]*)"
)
_MOODLE: Final = re.compile(
    r"^(?P<name>.*)_(?P<id>\d+)_assignsubmission_(file|onlinetext)(_?|_(?P<rest>.+))$", re.DOTALL
)
_CANVAS: Final = re.compile(
    r"^(?P<name>[^_]+)(?P<late>_LATE)?_(?!\d{4}_\d\d_\d\dT)(?P<id>\d+)_\d+_(?P<rest>.+)$", re.DOTALL
)
_ANONYMOUS: Final = re.compile(
    r"^anon(ymous)?(?P<late>_LATE)?_(?P<id>[A-Za-z0-9]{5})_\d+_(?P<rest>.+)$", re.DOTALL
)
#: Canvas numbers the files of one name that somebody has handed in.
_VERSION: Final = re.compile(r"^(?P<stem>.+)-(?P<turn>\d{1,4})(?P<end>\.[^.]+)$", re.DOTALL)
_SUBMISSION: Final = re.compile(r"^submission_\d+$")


class Entry(msgspec.Struct, frozen=True):
    """Whose work an entry is."""

    students: tuple[Student, ...]
    """One, or the members of a group."""
    layout: str = ""
    rest: str = ""
    """What the student has called it, where the entry's name has more in it."""
    attempt: int = 0
    """Of several files of one name the highest counts."""
    time: str = ""
    """When it was handed in, where the name says so: of several, the latest counts."""
    order: str = ""
    """What else orders several hand-ins: Gradescope's numbers, a date without a zone."""
    late: bool = False
    """Whether the name says that it was late."""


class Folder:
    """A folder of submissions: what the rules need to know beside an entry's name."""

    def __init__(
        self, name: str, submitters: Mapping[str, tuple[Student, ...]], clones: Clones | None = None
    ) -> None:
        self._submitters, self._clones = submitters, clones
        assignment, _, rest = name.rpartition("-")
        self._prefix = f"{assignment}-" if assignment and rest == "submissions" else ""

    def entry(self, name: str, folder: bool, layout: str = "auto") -> Entry | None:
        """Whose work this is, None if it is nobody's; ``layout`` is one of :data:`RULES` or ``auto``."""
        for known, rule in RULES.items():
            found = rule(self, name, folder) if layout in ("auto", known) else None
            if found is not None:
                return msgspec.structs.replace(found, layout=known)
        return None

    def nbgrader(self, name: str, folder: bool) -> Entry | None:
        """``STUDENT+ASSIGNMENT+TIME``."""
        found = _EXCHANGE.match(name) if folder else None
        return Entry((Student(found["student"]),), time=found["time"]) if found else None

    def moodle(self, name: str, folder: bool) -> Entry | None:
        """``NAME_123_assignsubmission_file_``."""
        stem = archives.stem(name)
        found = _MOODLE.match(name) or (_MOODLE.match(stem) if stem and not folder else None)
        if found is None:
            return None
        who = f"{found['name']} {found['id']}" if worksheet.is_blind(found["name"]) else found["name"]
        rest = found["rest"] or ""
        return Entry((Student(found["id"], who),), rest="" if rest.startswith(".") else rest)

    def canvas(self, name: str, folder: bool) -> Entry | None:
        """``name_LATE_123_456_REST``."""
        found = None if folder else _CANVAS.match(name) or _ANONYMOUS.match(name)
        if found is None:
            return None
        version = _VERSION.match(found["rest"])
        rest = version["stem"] + version["end"] if version else found["rest"]
        who = found.groupdict().get("name") or f"anonymous {found['id']}"
        attempt = int(version["turn"]) if version else 0
        return Entry((Student(found["id"], who),), rest=rest, attempt=attempt, late=bool(found["late"]))

    def gradescope(self, name: str, folder: bool) -> Entry | None:
        """``submission_123``."""
        if not folder or not _SUBMISSION.match(name) or not self._submitters:
            return None
        order = name.rpartition("_")[2].zfill(20)
        return Entry(self._submitters.get(name) or (Student(name),), order=order)

    def classroom(self, name: str, folder: bool) -> Entry | None:
        """``ASSIGNMENT-STUDENT``."""
        student = name.removeprefix(self._prefix)
        named = folder and self._prefix != "" and student not in ("", name)
        return Entry((Student(student),)) if named else None

    def classroom50(self, name: str, folder: bool) -> Entry | None:
        """``CLASSROOM-ASSIGNMENT-STUDENT``."""
        owners = self._clones.owners(name) if folder and self._clones is not None else ()
        return Entry(owners) if owners else None

    def folders(self, name: str, folder: bool) -> Entry | None:
        """The student's name, and perhaps a date."""
        stem, dot, end = name.rpartition(".")
        who = name if folder else archives.stem(name) or archives.foreign_stem(name)
        who = who or (stem if dot + end == ".ipynb" else "")
        if not who:
            return None
        student, date = attempts.dated(who)
        return Entry((Student(student),), rest="" if folder else name, order=date)


RULES: Final[dict[str, Callable[[Folder, str, bool], Entry | None]]] = {
    "nbgrader": Folder.nbgrader,
    "moodle": Folder.moodle,
    "canvas": Folder.canvas,
    "gradescope": Folder.gradescope,
    "classroom": Folder.classroom,
    "classroom50": Folder.classroom50,
    "folders": Folder.folders,
}
