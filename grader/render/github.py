"""The report for GitHub Actions: a job summary in Markdown, and annotations at the lines that matter.

What a submission says is fenced in the summary, and escaped in annotations. While other output is written,
workflow commands are stopped: a line of a student's cannot be one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Final

from grader import messages
from grader.render import safe
from grader.scoring import CheckResult, Report
from grader.verdict import Verdict

#: GitHub shows no more than ten annotations of a kind for a step.
MOST_ANNOTATIONS: Final = 10
#: A summary may have a megabyte.
MOST_CHARACTERS: Final = 4_000
_LINE: Final = re.compile(r"\bline (\d{1,6})\b")


def summary(report: Report) -> str:
    """Return the job summary: a table of exercises, and what each check that did not pass says."""
    whole = messages.points_of(report.points, report.max_points)
    lines = [f"## forklore: {whole}", "", "| exercise | points | |", "|---|---|---|"]
    for exercise in report.exercises:
        points = messages.points_of(exercise.points, exercise.max_points)
        lines.append(f"| {safe.markdown(exercise.slug)} | {points} | {'passed' if exercise.passed else ''} |")
    if not report.complete:
        lines += ["", f"**{messages.GRADER_FAULT}**"]
    for exercise in report.exercises:
        if exercise.refusal:
            lines += ["", f"### {safe.markdown(exercise.slug)}", "", safe.fenced(exercise.refusal)]
        for check in exercise.checks:
            if check.verdict is not Verdict.PASSED:
                word = messages.WORDS[check.verdict]
                lines += [
                    "",
                    f"### {safe.markdown(exercise.slug)}: {safe.markdown(check.title)} ({word})",
                    "",
                ]
                lines.append(
                    safe.fenced((check.message or messages.MEANINGS[check.verdict])[:MOST_CHARACTERS])
                )
    return "\n".join(lines) + "\n"


def commands(report: Report) -> list[str]:
    """Return at most ten workflow commands, one for each check that did not pass."""
    found = []
    for exercise in report.exercises:
        for check in exercise.checks:
            if check.verdict not in (Verdict.PASSED, Verdict.SKIPPED):
                place = f"file={safe.workflow_property(exercise.path)},line={_line(check)}"
                title = safe.workflow_property(f"{exercise.slug}: {check.title}")
                said = safe.workflow(f"{messages.WORDS[check.verdict]}: {check.message}"[:MOST_CHARACTERS])
                found.append(f"::error {place},title={title}::{said}")
    return found[:MOST_ANNOTATIONS]


def quiet(text: str) -> Iterator[str]:
    """Yield the text between commands that stop workflow commands and start them again."""
    token = secrets.token_hex(16)
    yield f"::stop-commands::{token}\n"
    yield text if text.endswith("\n") else text + "\n"
    yield f"::{token}::\n"


def _line(check: CheckResult) -> int:
    """The line that the message speaks of first, else 1."""
    found = _LINE.search(check.message)
    return int(found[1]) if found else 1
