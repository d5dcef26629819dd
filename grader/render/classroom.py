"""The report as a GitHub Classroom autograding result: a list of tests, which is never empty.

Source: classroom-resources/autograding-grading-reporter, the runner's result (version 1).
"""

from __future__ import annotations

import json
from typing import Any

from grader import messages
from grader.render import safe
from grader.scoring import CheckResult, Report
from grader.verdict import Verdict


def encode(report: Report) -> bytes:
    """Return the document in UTF-8."""
    tests: list[dict[str, Any]] = []
    for exercise in report.exercises:
        tests += [_test(exercise.slug, exercise.path, check) for check in exercise.checks]
        if not exercise.checks:
            refusal = exercise.refusal or messages.NO_CHECKS
            tests.append(
                {
                    "name": safe.line(exercise.slug),
                    "status": "fail",
                    "score": 0,
                    "message": safe.line(refusal),
                }
            )
    if not tests:
        tests = [{"name": "forklore", "status": "error", "score": 0, "message": messages.NO_CHECKS}]
    status = "error" if not report.complete else "pass" if report.exit_code == 0 else "fail"
    document = {"version": 1, "status": status, "max_score": report.max_points, "tests": tests}
    return json.dumps(document, indent=1).encode() + b"\n"


def _test(slug: str, path: str, check: CheckResult) -> dict[str, Any]:
    status = {Verdict.PASSED: "pass", Verdict.GRADER_ERROR: "error"}.get(check.verdict, "fail")
    test: dict[str, Any] = {
        "name": safe.line(f"{slug}: {check.title}"),
        "status": status,
        "score": check.points,
        "max_score": check.max_points,
        "filename": safe.line(path),
        "duration": round(check.duration * 1000),
    }
    if status != "pass":
        test["message"] = safe.terminal(f"{messages.WORDS[check.verdict]}: {check.message}")
    return test
