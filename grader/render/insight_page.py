"""What a class has understood: lines for a terminal, and one page with plots that need no script."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

from grader import safe
from grader.classroom.insight import Hard, Insight, Misconception
from grader.render.html import POLICY, STYLE
from grader.render.text.block import Known

#: As many misconceptions and checks as one can teach again.
MOST: Final = 12
BAR, ROW, LABEL = 360, 22, 330
TENTHS: Final = 10


def lines(insight: Insight, catalogue: Mapping[str, Known], width: int = 80) -> str:
    """Return the text for a terminal."""
    found = [f"{insight.students} students", "", "Misconceptions, by students"]
    for one in insight.misconceptions[:MOST]:
        where = ", ".join(one.exercises)
        found += _item(f"{one.students:4}", f"{_title(one, catalogue)} ({where})", width)
    if not insight.misconceptions:
        found.append("  none")
    found += ["", "Hardest checks, by those who tried"]
    for hard in _hard(insight):
        found += _item(f"{round(100 * hard.share):3} %", f"{hard.exercise}: {hard.title}", width)
    if not _hard(insight):
        found.append("  all passed")
    found += ["", deadlocks(insight)]
    return "\n".join(found) + "\n"


def _item(count: str, text: str, width: int) -> list[str]:
    """Return a count and a text behind it, which goes on below itself."""
    head = f"  {count}  "
    return textwrap.wrap(safe.line(text), width, initial_indent=head, subsequent_indent=" " * len(head))


def deadlocks(insight: Insight) -> str:
    """Say how many deadlocks there were and what they cost."""
    if not insight.deadlocks:
        return "No check ended in a deadlock."
    each = insight.deadlock_seconds / insight.deadlocks
    return f"Deadlocks: {insight.deadlocks}, proved in {each:.1f} s each on average."


def page(insight: Insight, catalogue: Mapping[str, Known]) -> str:
    """Return the page."""
    misconceptions = [
        (
            _title(one, catalogue),
            one.students,
            f"{one.students} of {insight.students}: {', '.join(one.exercises)}",
        )
        for one in insight.misconceptions[:MOST]
    ]
    hard = [
        (f"{one.exercise}: {one.title}", one.tried - one.passed, f"{one.passed} of {one.tried} passed")
        for one in _hard(insight)
    ]
    spread = [
        (f"{10 * tenth} to {10 * tenth + 10} %", count, str(count))
        for tenth, count in enumerate(_tenths(insight.points))
    ]
    parts = [
        f"<p>{insight.students} students. {html.escape(deadlocks(insight))}</p>",
        "<h2>Misconceptions, by students</h2>",
        _bars(misconceptions),
        "<h2>Hardest checks, by those who did not pass</h2>",
        _bars(hard),
        "<h2>Points, by students</h2>",
        _bars(spread),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>What to teach again</title>\n<style>\n{STYLE}"
        "text { font: 13px sans-serif; } rect { fill: #9a3412; }\n</style>\n</head>\n<body>\n"
        "<h1>What to teach again</h1>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def _title(one: Misconception, catalogue: Mapping[str, Known]) -> str:
    known = catalogue.get(one.diagnosis)
    return known.title if known is not None else one.diagnosis


def _hard(insight: Insight) -> list[Hard]:
    return [one for one in insight.checks if one.passed < one.tried][:MOST]


def _tenths(points: Sequence[float]) -> list[int]:
    found = [0] * TENTHS
    for share in points:
        found[min(TENTHS - 1, int(share * TENTHS))] += 1
    return found


def _bars(rows: Sequence[tuple[str, int, str]]) -> str:
    """A bar for each (label, length, remark)."""
    if not rows:
        return "<p>None.</p>"
    most = max(length for _, length, _ in rows) or 1
    height = ROW * len(rows)
    parts = [f'<svg role="img" width="{LABEL + BAR + 320}" height="{height}">']
    for at, (label, length, remark) in enumerate(rows):
        y, wide = at * ROW, round(BAR * length / most)
        shown = safe.line(label)
        cut = shown if len(shown) <= 48 else shown[:47] + "…"
        parts.append(f'<text x="0" y="{y + 15}">{html.escape(cut)}<title>{html.escape(shown)}</title></text>')
        parts.append(f'<rect x="{LABEL}" y="{y + 3}" width="{wide}" height="{ROW - 6}"></rect>')
        parts.append(f'<text x="{LABEL + wide + 6}" y="{y + 15}">{html.escape(safe.line(remark))}</text>')
    return "\n".join([*parts, "</svg>"])
