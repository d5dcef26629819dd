"""Whose work an entry of a folder of submissions is, as the systems that export such folders name them.

Each layout is a rule from an entry's name to a student; the first that fits is taken:

- ``nbgrader``: ``STUDENT+ASSIGNMENT+TIME…`` of the exchange's inbound folder; the latest counts;
- ``moodle``: ``NAME_123_assignsubmission_file_``, a folder or an archive;
- ``canvas``: ``name_LATE_123_456_fork_report.py``, a file;
- ``gradescope``: ``submission_123``, with names from ``submission_metadata.yml`` beside it;
- ``classroom``: clones named ``ASSIGNMENT-STUDENT`` in a folder ``ASSIGNMENT-submissions``;
- ``folders``: a folder, an archive or a notebook that is named after the student.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from grader.course import archives, submitters
from grader.course.identity import Student
from grader.intake import Refusal, read_data

_EXCHANGE: Final = re.compile(
    r"^(?P<student>[^+]+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d[^+]*)"
)
_MOODLE: Final = re.compile(r"^(?P<name>.*)_(?P<id>\d+)_assignsubmission_(file|onlinetext)_?$", re.DOTALL)
#: How Moodle calls everybody where marking is blind.
_BLIND: Final = "Participant"
#: With ``-1`` at the end for a second attempt.
_CANVAS: Final = re.compile(r"^(?P<name>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_\d+_(?P<rest>.+?)(-\d+)?$")
_TIMESTAMP: Final = "timestamp.txt"
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d[\d:.]*( [\w+-]+)?")
_SUBMISSION: Final = re.compile(r"^submission_\d+$")
FILES: Final = (".py", ".ipynb")


class Entry(msgspec.Struct, frozen=True):
    """Whose work an entry is."""

    students: tuple[Student, ...]
    """One, or the members of a group."""
    layout: str = ""
    slug: str = ""
    """The exercise that a file's name ends in, as Canvas has it."""
    time: str = ""
    """When it was handed in, where the name says so: of several, the latest counts."""
    late: bool = False
    """Whether the name says that it was late."""


class Folder:
    """A folder of submissions: what the rules need to know beside an entry's name."""

    def __init__(self, path: Path) -> None:
        self._submitters = submitters.read(path / submitters.METADATA)
        assignment, _, rest = path.resolve().name.rpartition("-")
        self._prefix = f"{assignment}-" if assignment and rest == "submissions" else ""

    def entry(self, path: Path, layout: str = "auto") -> Entry | None:
        """Whose work this is, None if it is nobody's; ``layout`` is one of :data:`RULES` or ``auto``."""
        stem, kind = path.name, "folder"
        if not path.is_dir():
            archive = archives.stem(path.name)
            stem, kind = (path.stem, path.suffix) if archive is None else (archive, "archive")
        for name, rule in RULES.items():
            found = rule(self, stem, kind) if layout in ("auto", name) else None
            if found is not None:
                return msgspec.structs.replace(found, layout=name)
        return None

    def nbgrader(self, stem: str, kind: str) -> Entry | None:
        """``STUDENT+ASSIGNMENT+TIME``."""
        found = _EXCHANGE.match(stem) if kind == "folder" else None
        return Entry((Student(found["student"]),), time=found["time"]) if found else None

    def moodle(self, stem: str, kind: str) -> Entry | None:
        """``NAME_123_assignsubmission_file_``."""
        found = _MOODLE.match(stem) if kind not in FILES else None
        if found is None:
            return None
        name = f"{_BLIND} {found['id']}" if found["name"] == _BLIND else found["name"]
        return Entry((Student(found["id"], name),))

    def canvas(self, stem: str, kind: str) -> Entry | None:
        """``name_LATE_123_456_REST``."""
        found = _CANVAS.match(stem)
        if found is None or kind == "folder":
            return None
        slug = found["rest"] if kind == ".py" else ""
        return Entry((Student(found["id"], found["name"]),), slug=slug, late=bool(found["late"]))

    def gradescope(self, stem: str, kind: str) -> Entry | None:
        """``submission_123``."""
        if kind != "folder" or not _SUBMISSION.match(stem) or not self._submitters:
            return None
        return Entry(self._submitters.get(stem) or (Student(stem),))

    def classroom(self, stem: str, kind: str) -> Entry | None:
        """``ASSIGNMENT-STUDENT``."""
        student = stem.removeprefix(self._prefix)
        named = kind == "folder" and self._prefix and student not in ("", stem)
        return Entry((Student(student),)) if named else None

    def folders(self, stem: str, kind: str) -> Entry | None:
        """The student's name and nothing else."""
        named = kind != ".py" and kind in ("folder", "archive", *FILES)
        return Entry((Student(stem),)) if named else None


RULES: Final[dict[str, Callable[[Folder, str, str], Entry | None]]] = {
    "nbgrader": Folder.nbgrader,
    "moodle": Folder.moodle,
    "canvas": Folder.canvas,
    "gradescope": Folder.gradescope,
    "classroom": Folder.classroom,
    "folders": Folder.folders,
}


def timestamp(path: Path) -> str:
    """When a student's folder was handed in, as nbgrader notes it in ``timestamp.txt``; empty without one."""
    for file in (path / _TIMESTAMP, *sorted(path.glob(f"*/{_TIMESTAMP}"))):
        with contextlib.suppress(Refusal):
            found = _TIME.match(read_data(file, limit=1000).decode("utf-8", "replace"))
            if found:
                return found[0].strip()
    return ""
