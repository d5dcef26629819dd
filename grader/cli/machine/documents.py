"""What commands print with ``--json``, and the JSON Schemas of that (``docs/reference/*.schema.json``).

``python -m grader.cli.machine.documents list`` (or another key of :data:`KINDS`) prints a schema. A document
is one line of plain ASCII; every field is always there. Reports (``report``, ``run``, ``why``) have modules
of their own.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

import msgspec

from grader.classroom.insight import Insight
from grader.classroom.similar.pairs import SimilarDocument
from grader.isolation.survey import IsolationLevel
from grader.live.class_board import ClassBoard
from grader.render import jsonreport


class ListedExercise(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise of a course, and how far the learner is."""

    slug: str
    topic: str
    title: str
    points: float
    """Points that its checks are worth here."""
    start_methods: list[str]
    functions: list[str]
    """What is to be written."""
    path: str
    """The learner's file, relative to ``folder``; empty outside a started folder."""
    earned: float | None
    """Points of the last grading; null if there was none."""
    passed: bool


class ListDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade list --json``."""

    schema_version: int = 1
    folder: str
    """The started folder, empty outside one."""
    current: str
    """The current exercise of that folder."""
    exercises: list[ListedExercise]
    broken: list[str]
    """What keeps other exercises from being loaded."""


class TriedLevel(msgspec.Struct, frozen=True, kw_only=True):
    """One isolation level of ``grade doctor``."""

    name: str
    available: bool
    holds: bool
    """Whether all was denied that this level promises to deny."""
    possible: list[str]
    """What a submission could do."""
    denied: list[str]
    reason: str
    """Why it is not available; empty if it is."""
    fix: str


class DoctorDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade doctor --json``."""

    schema_version: int = 1
    system: str
    python: str
    cpus: int
    lines: str
    """Where the lines come from at which a program waits."""
    levels: list[TriedLevel]
    """The best first."""
    exit_code: int


class StudentIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """One student of a class that was graded."""

    id: str
    name: str
    email: str
    section: str
    group: str


class GradedStudent(msgspec.Struct, frozen=True):
    """What there is of one student: the contents of the results file without the checks, and these."""

    student: StudentIdentity
    points: float
    """What is left after lateness."""
    max_points: float
    fault: str
    """What kept the student from being graded; empty if nothing did."""
    remark: str
    unclaimed: list[str]
    """Files of the student that answer nothing or cannot be read."""


class BatchDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade batch --json``: one line for each round with ``--watch``."""

    schema_version: int
    exit_code: int
    students: list[GradedStudent]
    stray: list[str]
    """Files that lie beside the students' folders and belong to nobody."""
    missing: list[str]
    """People of the roster who have handed in nothing."""
    unknown: list[str]
    """Who has handed something in and is not on the roster."""
    unmatched: list[str]
    """Options that found nothing: a map, an extension."""


class ProofDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade author check --json``."""

    schema_version: int = 1
    tier: str
    exercises: list[str]
    complaints: list[str]
    """What is wrong, one sentence each; empty if the exercises are complete."""
    exit_code: int


class ExplainDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade explain --json``."""

    schema_version: int = 1
    exercise: str
    check: str
    """The id of the check."""
    title: str
    verdict: str
    message: str
    line: int
    """The line of the submission that it is about, 0 if there is none."""
    code: str
    diagnosis: str | None
    about: str
    """What the misconception is, why it happens so; empty if none is known."""
    questions: list[str]
    read_more: str
    schedule: str
    """The order in which it fails, for ``--schedule``."""
    story: str
    """What its processes did, as text of 100 columns."""
    exit_code: int


#: Name of a schema's file to the type that it describes.
KINDS: Final[dict[str, type[msgspec.Struct]]] = {
    "list": ListDocument,
    "doctor": DoctorDocument,
    "batch": BatchDocument,
    "insight": Insight,
    "live": ClassBoard,
    "similar": SimilarDocument,
    "author-check": ProofDocument,
    "explain": ExplainDocument,
}


def encode(document: msgspec.Struct) -> str:
    """Return a document as one line of ASCII JSON."""
    plain = jsonreport.clean(msgspec.to_builtins(document))
    text = json.dumps(plain, allow_nan=False, separators=(",", ":"))
    return text.replace("##", "\\u0023#") + "\n"


def tried(level: IsolationLevel) -> TriedLevel:
    """Return an isolation level as it stands in a document."""
    return TriedLevel(
        name=level.name,
        available=not level.reason,
        holds=level.holds,
        possible=[one.tried for one in level.tried if not one.denied],
        denied=[one.tried for one in level.tried if one.denied],
        reason=level.reason,
        fix=level.fix,
    )


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a document."""
    return jsonreport.described(KINDS[name], f"forklore {name}")


if __name__ == "__main__":
    sys.stdout.write(jsonreport.schema_text(schema(sys.argv[1])))
