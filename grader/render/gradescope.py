"""The report as Gradescope's ``results.json``: one test per check, hidden checks not shown to the student.

Source: Gradescope's autograder documentation, "Output format".
"""

from __future__ import annotations

import json
from typing import Any

from grader import messages
from grader.render import safe
from grader.scoring import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict


def encode(report: Report) -> bytes:
    """Return the document in UTF-8. Gradescope adds up the scores of the tests."""
    tests: list[dict[str, Any]] = []
    for exercise in report.exercises:
        tests += [_test(exercise, check) for check in exercise.checks] or [_refused(exercise)]
    document = {
        "execution_time": round(report.duration),
        "output": "" if report.complete else messages.GRADER_FAULT,
        "stdout_visibility": "hidden",
        "tests": tests or [{"name": messages.NO_CHECKS, "score": 0, "max_score": 0, "status": "failed"}],
        "extra_data": {"forklore": report.forklore, "seed": report.seed, "rung": report.rung},
    }
    return json.dumps(document, indent=1).encode() + b"\n"


def _test(exercise: ExerciseReport, check: CheckResult) -> dict[str, Any]:
    said = f"{messages.WORDS[check.verdict]}: {check.message or messages.MEANINGS[check.verdict]}"
    passed = check.verdict is Verdict.PASSED
    return {
        "name": safe.line(f"{exercise.slug}: {check.title}"),
        "name_format": "text",
        "score": check.points,
        "max_score": check.max_points,
        "status": "passed" if passed else "failed",
        "output": "" if passed else safe.terminal(said),
        "output_format": "text",
        "tags": [exercise.slug, *([check.diagnosis] if check.diagnosis else [])],
        "visibility": "visible" if check.visibility == "public" else "hidden",
    }


def _refused(exercise: ExerciseReport) -> dict[str, Any]:
    return {
        "name": safe.line(exercise.slug),
        "score": 0,
        "max_score": 0,
        "status": "failed",
        "output": safe.terminal(exercise.refusal or messages.NO_CHECKS),
        "output_format": "text",
        "visibility": "visible",
    }
