"""The report as a compiler's messages, ``FILE:LINE: error: TEXT``, for editors that jump to the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from grader import messages, safe
from grader.scoring import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

_AT: Final = re.compile(r"\blines? (\d+)")
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
    first = _defined(exercise)
    for check in exercise.checks:
        if check.verdict is not Verdict.PASSED:
            kind = _KINDS.get(check.verdict, "error")
            said = " ".join((check.message or messages.MEANINGS[check.verdict]).split())
            yield f"{path}:{_line(check) or first}: {kind}: {safe.line(said, 1_000)} [{_name(check)}]"


def _name(check: CheckResult) -> str:
    return safe.line(check.id.partition("::")[2] or check.id)


def _line(check: CheckResult) -> int | None:
    """Return the line that the message names, else that in which a process was when it was ended."""
    if found := _AT.search(check.message):
        return int(found[1])
    waits = (wait.line for evidence in check.evidence for wait in evidence.waits)
    return next((line for line in waits if line), None)


def _defined(exercise: ExerciseReport) -> int:
    """Return where the file defines the exercise's function, 1 if it does not."""
    try:
        lines = Path(exercise.path).read_text("utf-8", "replace").splitlines()
    except OSError:
        return 1
    head = re.compile(rf"(async )?def {re.escape(exercise.slug)}\b|class ")
    return next((number for number, line in enumerate(lines, 1) if head.match(line)), 1)
