"""Put marks into Classroom 50's ``scores.json``, where its own collection then leaves them alone.

Classroom 50 grades with what everybody can read. A batch has the hidden checks too, so its marks replace
those of the latest submission, and ``"override": true`` keeps them.

Source: foundation50/classroom50, ``schemas/scores-v1.schema.json`` and the wiki page "CLI Teacher Guide".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from grader import atomic_file
from grader.classroom import results
from grader.errors import UsageError
from grader.platforms import classroom50
from grader.safe import shown

SCHEMA: Final = "classroom50/scores/v1"


def put(path: Path, assignment: str, rows: Iterable[Mapping[str, Any]]) -> tuple[int, list[str]]:
    """Write the points of these results into ``path``; return how many, and who has no entry there.

    UsageError if the file is not Classroom 50's, or does not know the assignment.
    """
    document = _read(path)
    try:
        entries = {
            str(entry["owner"]).lower(): entry for entry in document["assignments"][assignment]["entries"]
        }
    except (KeyError, TypeError) as error:
        raise UsageError(
            f"{shown(path)} has no assignment {shown(assignment)}.",
            "Name it as Classroom 50 does, and collect its scores first.",
        ) from error
    written, missing = 0, []
    for row in rows:
        student = results.student_of(row)
        entry = entries.get(student.id.lower())
        if entry is None or not entry.get("submissions"):
            missing.append(student.id)
        elif not row["fault"] and row["report"]["complete"]:
            entry["submissions"][0] |= _marks(row["report"])
            entry["override"] = True
            written += 1
    atomic_file.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n", path)
    return written, missing


def _marks(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a submission that say what it is worth: one test for each exercise."""
    tests = [
        {
            "test-name": exercise["slug"],
            "passed": exercise["passed"],
            "score": round(exercise["points"] * classroom50.SCALE),
            "max-score": round(exercise["max_points"] * classroom50.SCALE),
        }
        for exercise in report["exercises"]
    ]
    total = {key: sum(test[key] for test in tests) for key in ("score", "max-score")}
    return {**total, "tests": tests}


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{shown(path)} cannot be read: {error.strerror}.", "Check the name.") from error
    except ValueError as error:
        raise UsageError(f"{shown(path)} is not JSON: {error}.", "Collect the scores again.") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UsageError(
            f"{shown(path)} is not a scores.json of Classroom 50.",
            "It is in the classroom's folder of your classroom50 repository.",
        )
    return document
