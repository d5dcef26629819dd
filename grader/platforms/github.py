"""GitHub: the workflow that grades each push, the report as a job summary and annotations, and Codespaces.

What a submission says is fenced in the summary, and escaped in annotations. While other output is written,
workflow commands are stopped: a line of a student's cannot be one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from typing import Final

from grader import messages, safe
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

#: A release opens in Codespaces, or an editor that knows dev containers, with the grader in it. Docker lets
#: an ordinary user watch its own processes; the capability is for root, who then gets a user for each box.
DEV_CONTAINER: Final = ".devcontainer/devcontainer.json"
CONTAINER: Final = """\
{
  "name": "forklore",
  "image": "mcr.microsoft.com/devcontainers/python:3.12",
  "capAdd": ["SYS_PTRACE"],
  "onCreateCommand": "sudo apt-get update -qq && sudo apt-get install -y -qq bubblewrap",
  "postCreateCommand": "pip install --quiet -c constraints.txt ./*.whl && grade doctor"
}
"""
PATH: Final = ".github/workflows/grade.yml"
TEXT: Final = """\
name: grade

on: [push, workflow_dispatch]

permissions:
  contents: read

concurrency:
  group: grade-${{ github.ref }}
  cancel-in-progress: true

jobs:
  grade:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
          cache: pip
          cache-dependency-path: constraints.txt
      - name: Set up the box
        run: |
          sudo apt-get update -qq
          sudo apt-get install -y -qq --no-install-recommends bubblewrap
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - name: Install the grader
        run: pip install --quiet -c constraints.txt ./*.whl
      - name: Grade
        run: grade --course forklore --assignment assignment.toml --require landlock --github
"""


#: GitHub shows no more than ten annotations of a kind for a step.
MOST_ANNOTATIONS: Final = 10
#: A summary may have a megabyte.
MOST_CHARACTERS: Final = 4_000
_LINE: Final = re.compile(r"\bline (\d{1,6})\b")


def summary(report: Report) -> str:
    """Return the job summary: a table of exercises, and what each check that did not pass says."""
    whole = messages.points_of(report.points, report.max_points)
    name = safe.markdown(report.assignment or "forklore")
    lines = [f"## {name}: {whole}", "", "| exercise | points | |", "|---|---|---|"]
    for exercise in report.exercises:
        points = messages.points_of(exercise.points, exercise.max_points)
        lines.append(f"| {safe.markdown(exercise.slug)} | {points} | {'passed' if exercise.passed else ''} |")
    if not report.complete:
        lines += ["", f"**{messages.GRADER_FAULT}**"]
    for exercise in report.exercises:
        lines += _told(exercise)
    for notice in report.notices:
        lines += ["", safe.markdown(notice)]
    return "\n".join(lines) + "\n"


def _told(exercise: ExerciseReport) -> Iterator[str]:
    """Why the file was not taken in; else each check that did not pass, and each message once."""
    slug = safe.markdown(exercise.slug)
    if exercise.refusal:
        yield from ("", f"### {slug}", "", safe.fenced(exercise.refusal))
        return
    said: set[str] = set()
    for check in exercise.checks:
        if check.verdict is not Verdict.PASSED:
            yield from ("", f"### {slug}: {safe.markdown(check.title)} ({messages.WORDS[check.verdict]})", "")
            message = (check.message or messages.MEANINGS[check.verdict])[:MOST_CHARACTERS]
            yield safe.fenced(message) if message not in said else "As above."
            said.add(message)


def commands(report: Report) -> list[str]:
    """Return at most ten workflow commands, one for each line that a check which did not pass speaks of."""
    places: dict[tuple[str, int], list[tuple[str, CheckResult]]] = {}
    for exercise in report.exercises:
        for check in exercise.checks:
            if check.verdict not in (Verdict.PASSED, Verdict.SKIPPED):
                places.setdefault((exercise.path, _line(check)), []).append((exercise.slug, check))
    return [_annotation(*place, found) for place, found in places.items()][:MOST_ANNOTATIONS]


def _annotation(path: str, line: int, found: Sequence[tuple[str, CheckResult]]) -> str:
    """One annotation for all checks that speak of a line: the first one's words, and how many more."""
    slug, check = found[0]
    more = f" (and {messages.counted(len(found) - 1, 'more check')})" if len(found) > 1 else ""
    title = safe.workflow_property(f"{slug}: {check.title}{more}")
    said = safe.workflow(f"{messages.WORDS[check.verdict]}: {check.message}"[:MOST_CHARACTERS])
    return f"::error file={safe.workflow_property(path)},line={line},title={title}::{said}"


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
