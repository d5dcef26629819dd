"""The report as a compiler's messages, ``FILE:LINE: error: TEXT``, for editors that jump to the line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from grader import messages, safe
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

_KINDS: Final = {
    Verdict.NOT_STARTED: "note",
    Verdict.SKIPPED: "note",
    Verdict.GRADER_ERROR: "warning",
}


def encode(report: Report) -> str:
    """Return one line for each check that did not pass."""
    return "".join(f"{line}\n" for exercise in report.exercises for line in _lines(exercise))


def _lines(exercise: ExerciseReport) -> Iterator[str]:
    path = safe.line(exercise.path)
    if exercise.refusal:
        yield f"{path}:1: error: {safe.line(exercise.refusal)}"
        return
    for check in exercise.checks:
        if check.verdict is not Verdict.PASSED:
            kind = _KINDS.get(check.verdict, "error")
            said = " ".join((check.message or messages.MEANINGS[check.verdict]).split())
            yield f"{path}:{check.line or 1}: {kind}: {safe.line(said, 1_000)} [{_name(check)}]"


def _name(check: CheckResult) -> str:
    return safe.line(check.id.partition("::")[2] or check.id)
