"""The picture inside another page: a frame of its own, with no right but to run its one script."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

import msgspec

from grader import messages
from grader.render import html
from grader.render.picture import page
from grader.render.text.block import Known
from grader.report import CheckResult, ExerciseReport
from grader.verdict import NOTHING_WRONG

_LOOK: Final = "width: 100%; height: min(46rem, 85vh); border: 1px solid #888; border-radius: 8px"


def frame(exercise: ExerciseReport, source: str, catalogue: Mapping[str, Known]) -> str:
    """Return the picture of the first check that did not pass, as HTML; empty if there is nothing to see."""
    first = next((check for check in exercise.checks if is_drawn(check)), None)
    if first is None:
        return ""
    alone = msgspec.structs.replace(exercise, checks=[first])
    drawn = escape(page.render(alone, source, catalogue, first), quote=True)
    name = html.text(messages.PICTURE.format(exercise.slug))
    return (
        f"<details open><summary>{name}</summary>\n"
        f'<iframe title="{name}" sandbox="allow-scripts" style="{_LOOK}" srcdoc="{drawn}"></iframe></details>'
    )


def frames(
    row: Mapping[str, Any], sources: Mapping[str, bytes], catalogue: Mapping[str, Known], feedback: str
) -> dict[str, str]:
    """Return the pictures for the page of one student: exercise to HTML. ``sources`` are what was graded."""
    found = {}
    for plain in row["report"]["exercises"]:
        exercise = msgspec.convert(plain, ExerciseReport)
        shown = [check for check in exercise.checks if html.is_shown(check.visibility, feedback)]
        exercise = msgspec.structs.replace(exercise, checks=shown)
        source = sources.get(exercise.slug, b"").decode("utf-8", "replace")
        if drawn := frame(exercise, source, catalogue):
            found[exercise.slug] = drawn
    return found


def is_drawn(check: CheckResult) -> bool:
    """Whether a check has something to see."""
    return check.verdict not in NOTHING_WRONG and bool(check.evidence)
