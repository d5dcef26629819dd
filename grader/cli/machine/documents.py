"""What commands print with ``--json``, and the JSON Schemas of that (``docs/reference/*.schema.json``).

``python -m grader.cli.machine.documents list`` (or another key of :data:`KINDS`) prints a schema. A document
is one line of plain ASCII; every field is always there. Reports (``report``, ``run``, ``why``) and the
documents for learners and teachers have modules of their own.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

import msgspec

from grader.classroom.insight import Insight
from grader.classroom.similar.pairs import SimilarDocument
from grader.cli import faults
from grader.cli.machine import learner_documents as learners
from grader.cli.machine import teacher_documents as teachers
from grader.isolation.survey import IsolationLevel
from grader.live.class_board import ClassBoard
from grader.render import jsonreport


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


class Conclusion(msgspec.Struct, frozen=True, kw_only=True):
    """What follows for grading on this machine."""

    grade: str
    """The isolation level that ``grade`` uses; empty if it does not work here."""
    batch: str
    """The isolation level that ``grade batch`` uses; empty if it refuses to grade."""
    good_enough: bool
    """Whether that is good enough for other people's work."""
    sentences: list[str]
    """What is said of it to a person."""


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
    conclusion: Conclusion | None
    """Null with ``--require``, which tries one level out."""
    exit_code: int


class ProofDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade author check --json``."""

    schema_version: int = 1
    tier: str
    exercises: list[str]
    complaints: list[str]
    """What is wrong, one sentence each; empty if the exercises are complete."""
    exit_code: int


class WrittenDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``--json`` of what writes exercises: ``grade author new``, import, record, stubs and export."""

    schema_version: int = 1
    exercises: list[str]
    files: list[str]
    """What was written; with ``stubs --check``, what is out of date."""
    remarks: list[str]
    """What has to be looked at, one sentence each."""
    exit_code: int


#: Name of a schema's file to the type that it describes.
KINDS: Final[dict[str, type[msgspec.Struct]]] = {
    "start": learners.StartDocument,
    "next": learners.NextDocument,
    "list": learners.ListDocument,
    "hint": learners.HintDocument,
    "explain": learners.ExplainDocument,
    "solution": learners.SolutionDocument,
    "reset": learners.ResetDocument,
    "doctor": DoctorDocument,
    "release": teachers.ReleaseDocument,
    "batch": teachers.BatchDocument,
    "export": teachers.ExportDocument,
    "book": teachers.BookDocument,
    "insight": Insight,
    "live": ClassBoard,
    "similar": SimilarDocument,
    "author-check": ProofDocument,
    "written": WrittenDocument,
}


def emit(document: msgspec.Struct) -> int:
    """Print a document; return its exit code."""
    faults.emit(encode(document))
    return int(getattr(document, "exit_code", 0))


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
