"""One exercise's result below a notebook's cell: HTML that runs nothing, and the same as plain text.

How much is said of hidden checks is the teacher's choice: their messages (``messages``), how many passed
(``public``), or nothing but the points of everything (``none``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from grader import messages
from grader.render import html, jsonreport, timeline, waitgraph
from grader.render.explained import telling
from grader.render.picture import frame
from grader.render.text.block import Known
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

_STYLE: Final = """\
.forklore { font: 14px/1.45 system-ui, sans-serif; max-width: 60em; }
.forklore h2 { font-size: 1.1em; margin: .4em 0; }
.forklore td { text-align: left !important; vertical-align: top; padding: .2em .6em .2em 0; }
.forklore td.points { text-align: right !important; white-space: nowrap; } .forklore .about { color: #555; }
.forklore .message { white-space: pre-wrap; margin: 0 0 .4em 1em; }
.forklore .passed { color: #176b2c; } .forklore .open { color: #9a3412; }
.forklore .trap, .forklore .fresh { color: #555; }
.forklore pre { font: 12px/1.25 monospace; overflow-x: auto; }
"""
_COLUMNS: Final = 100


class Origin(msgspec.Struct, frozen=True):
    """Which part of the notebook was graded."""

    source: str
    cells: tuple[int, ...]
    notes: tuple[str, ...] = ()


def seen(exercise: ExerciseReport, feedback: str) -> ExerciseReport:
    """The exercise with those checks only that may be shown."""
    kept = [c for c in exercise.checks if html.is_shown(c.visibility, feedback)]
    return msgspec.structs.replace(exercise, checks=kept)


def as_html(
    report: Report,
    exercise: ExerciseReport,
    catalogue: Mapping[str, Known],
    origin: Origin,
    feedback: str = "messages",
) -> str:
    """The result as an element that can stand below a cell."""
    shown = seen(exercise, feedback)
    plain = jsonreport.as_dict(msgspec.structs.replace(report, exercises=[exercise]))["exercises"][0]
    parts = [html.of_exercise(plain, catalogue, feedback)]
    if picture := frame.frame(shown, origin.source, catalogue):
        parts += [picture, *_drawing(shown.checks)]
    parts += [f"<p>{html.text(note)}</p>" for note in (*origin.notes, *report.notices)]
    parts.append(_listing(origin))
    return f'<div class="forklore"><style>\n{_STYLE}</style>\n' + "\n".join(parts) + "\n</div>"


def as_text(exercise: ExerciseReport, feedback: str = "messages") -> str:
    """The result in one line, for what shows no HTML."""
    shown = seen(exercise, feedback)
    points = messages.points_of(exercise.points, exercise.max_points)
    failed = [c.title for c in shown.checks if c.verdict is not Verdict.PASSED]
    return f"{exercise.slug}: {points}." + (f" Not passed: {' '.join(failed)}" if failed else "")


def _drawing(checks: Sequence[CheckResult]) -> list[str]:
    """The picture as text, folded: timeline and wait-for graph of the first check that did not pass."""
    check = next(c for c in checks if frame.is_drawn(c))
    evidence = check.evidence[telling(check)]
    drawn = timeline.lines(evidence, _COLUMNS, deadlocked=check.verdict is Verdict.DEADLOCKED)
    if graph := waitgraph.lines(evidence, _COLUMNS):
        drawn = [*drawn, "", messages.WHO_WAITS, *graph]
    return [f"<details><summary>{html.text(messages.AS_TEXT)}</summary>{_pre(drawn)}</details>"]


def _listing(origin: Origin) -> str:
    lines = origin.source.splitlines()
    wide = len(str(len(lines)))
    numbered = [f"{number:{wide}}  {line}" for number, line in enumerate(lines, 1)]
    summary = html.text(messages.graded_cells(origin.cells))
    return f"<details><summary>{summary}</summary>{_pre(numbered)}</details>"


def _pre(lines: Sequence[str]) -> str:
    return "<pre>" + "\n".join(html.text(line) for line in lines) + "</pre>"
