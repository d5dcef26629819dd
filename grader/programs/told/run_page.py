"""The page of a program that was run (``--html``): the page of a graded answer, with its one scene."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from grader.bank import load_catalogue
from grader.programs.told.run_report import RunReport, heading
from grader.render.picture import page
from grader.report import CheckResult
from grader.verdict import Verdict

#: How a run ended, in the words of the page.
WORDS: Final[Mapping[Verdict, str]] = {
    Verdict.DEADLOCKED: "can never end",
    Verdict.TIMED_OUT: "did not end in time",
    Verdict.LEAKED: "left something behind",
    Verdict.PASSED: "ended",
}
MOST_SOURCE: Final = 1 << 20


def render(report: RunReport) -> str:
    """Return the page."""
    verdict = _verdict(report)
    file = _file(report)
    check = CheckResult(
        id="run",
        exercise="run",
        visibility="public",
        title=shlex.join(report.command),
        verdict=verdict,
        diagnosis=report.diagnosis,
        message=" ".join(filter(None, (heading(report), report.sentence, report.alike))),
        evidence=[report.evidence],
    )
    subject = page.Subject(
        title=f"forklore run: {shlex.join(report.command)}",
        about=f"exit code {report.exit_code}",
        path=file,
        source=_read(file),
        checks=[check],
        words=WORDS,
    )
    return page.drawn(subject, load_catalogue() if report.diagnosis else {})


def _verdict(report: RunReport) -> Verdict:
    if report.end == "ended":
        return Verdict.LEAKED if report.evidence.leftovers else Verdict.PASSED
    return Verdict.DEADLOCKED if report.end == "deadlock" else Verdict.TIMED_OUT


def _file(report: RunReport) -> str:
    """The file in which most threads wait, else the first word of the command that is a Python file."""
    counted = Counter(wait.file for wait in report.evidence.waits if wait.file and wait.line is not None)
    words = [word for word in report.command if word.endswith(".py") and os.path.isfile(word)]
    return counted.most_common(1)[0][0] if counted else next(iter(words), "")


def _read(file: str) -> str:
    try:
        with Path(file).open("rb") as source:
            return source.read(MOST_SOURCE).decode("utf-8", "replace") if file else ""
    except OSError:
        return ""
