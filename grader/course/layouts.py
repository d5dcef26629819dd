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

from grader.course import archives
from grader.intake import Refusal, read_data

_EXCHANGE: Final = re.compile(
    r"^(?P<student>[^+]+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d[^+]*)"
)
_MOODLE: Final = re.compile(r"_\d+_assignsubmission_(file|onlinetext)_?$")
#: With ``-1`` at the end for a second attempt.
_CANVAS: Final = re.compile(r"^(?P<student>[^_]+)(_LATE)?_\d+_\d+_(?P<rest>.+?)(-\d+)?$")
_TIMESTAMP: Final = "timestamp.txt"
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d[\d:.]*( [\w+-]+)?")
_SUBMISSION: Final = re.compile(r"^submission_\d+$")
_METADATA: Final = "submission_metadata.yml"
_MOST_METADATA: Final = 16_000_000
FILES: Final = (".py", ".ipynb")


class Entry(msgspec.Struct, frozen=True):
    """Whose work an entry is."""

    student: str
    layout: str
    slug: str = ""
    """The exercise that a file's name ends in, as Canvas has it."""
    time: str = ""
    """When it was handed in, where the name says so: of several, the latest counts."""


class Folder:
    """A folder of submissions: what the rules need to know beside an entry's name."""

    def __init__(self, path: Path) -> None:
        self._submitters = _submitters(path / _METADATA)
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
        return Entry(found["student"], "", time=found["time"]) if found else None

    def moodle(self, stem: str, kind: str) -> Entry | None:
        """``NAME_123_assignsubmission_file_``."""
        name = _MOODLE.sub("", stem)
        return Entry(name, "") if name != stem and kind not in FILES else None

    def canvas(self, stem: str, kind: str) -> Entry | None:
        """``name_LATE_123_456_REST``."""
        found = _CANVAS.match(stem)
        if found is None or kind == "folder":
            return None
        return Entry(found["student"], "", slug=found["rest"] if kind == ".py" else "")

    def gradescope(self, stem: str, kind: str) -> Entry | None:
        """``submission_123``."""
        if kind != "folder" or not _SUBMISSION.match(stem) or not self._submitters:
            return None
        return Entry(self._submitters.get(stem, stem), "")

    def classroom(self, stem: str, kind: str) -> Entry | None:
        """``ASSIGNMENT-STUDENT``."""
        student = stem.removeprefix(self._prefix)
        return Entry(student, "") if kind == "folder" and self._prefix and student not in ("", stem) else None

    def folders(self, stem: str, kind: str) -> Entry | None:
        """The student's name and nothing else."""
        return Entry(stem, "") if kind != ".py" and kind in ("folder", "archive", *FILES) else None


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


def _submitters(path: Path) -> dict[str, str]:
    """The name or address of who handed in each submission of a Gradescope export, empty without one."""
    try:
        if path.stat().st_size > _MOST_METADATA:
            return {}
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    found: dict[str, str] = {}
    current = ""
    for line in lines:
        if not line.startswith((" ", "-")) and line.rstrip().endswith(":"):
            current = line.rstrip(": \t")
            continue
        field, _, value = line.strip(" -").removeprefix(":").partition(":")
        name = value.strip().strip("'\"")
        if current and field == "name" and name:
            found.setdefault(current, name)
    return found
