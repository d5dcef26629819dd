"""Write the report as Classroom 50's ``result.json``, with the text for people that goes beside it.

Source: foundation50/classroom50, wiki page "Advanced Autograding", the contract of ``result.json``
(``classroom50/result/v1``). Scores there are integers and points here are not: they are given in hundredths.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from grader.course.classroom50 import SCALE
from grader.errors import UsageError
from grader.render import github, safe
from grader.scoring import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

SCHEMA: Final = "classroom50/result/v1"
#: The text for people, beside the result.
BODY: Final = "release-body.md"
#: Field of the result to the variables of the environment that hold it, the first that is set.
_FIELDS: Final = {
    "classroom": ("CLASSROOM",),
    "assignment": ("ASSIGNMENT",),
    "owner": ("OWNER", "USERNAME"),
    "submission": ("SUBMISSION_TAG",),
    "commit": ("COMMIT_URL",),
    "release": ("RELEASE_URL",),
    "review": ("REVIEW_URL", "COMMIT_URL"),
}
_KINDS: Final = ("individual", "group", "team")


def identity(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return whose submission this is, as Classroom 50's runner says it; UsageError outside of it."""
    found = {}
    for field, names in _FIELDS.items():
        values = [environment[name] for name in names if environment.get(name)]
        if not values:
            raise UsageError(
                f"--classroom50 needs what Classroom 50's runner sets, and {names[0]} is not set.",
                "Let Classroom 50 run the autograder.py that grade release --classroom50 writes.",
            )
        found[field] = values[0]
    kind = environment.get("ASSIGNMENT_TYPE", "")
    return found | {"assignment_type": kind if kind in _KINDS else "individual"}


def encode(report: Report) -> bytes:
    """Return the document in UTF-8."""
    tests = [test for exercise in report.exercises for test in _tests(exercise)]
    document = {
        "schema": SCHEMA,
        **identity(),
        "datetime": datetime.fromisoformat(report.started).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return json.dumps(document, indent=1).encode() + b"\n"


def body(report: Report) -> bytes:
    """Return the text for people, in Markdown."""
    scale = f"Classroom 50 counts in whole numbers: {SCALE} there are one point here."
    return f"{github.summary(report)}\n{scale}\n".encode()


def _tests(exercise: ExerciseReport) -> list[dict[str, Any]]:
    if exercise.checks:
        return [_test(exercise, check) for check in exercise.checks]
    return [{"test-name": safe.line(exercise.slug), "passed": False, "score": 0, "max-score": 0}]


def _test(exercise: ExerciseReport, check: CheckResult) -> dict[str, Any]:
    return {
        "test-name": safe.line(f"{exercise.slug}: {check.title}"),
        "passed": check.verdict is Verdict.PASSED,
        "score": round(check.points * SCALE),
        "max-score": round(check.max_points * SCALE),
    }
