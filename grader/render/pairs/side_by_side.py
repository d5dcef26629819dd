"""One page of pairs, which loads nothing and runs nothing, and a list of them for a terminal.

What students wrote is made inert, cut, and escaped by the template.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from markupsafe import Markup

from grader import safe
from grader.classroom.similar.pairs import Pair, Resemblance, Work
from grader.messages import teacher
from grader.render import templates
from grader.render.html import POLICY

#: Pairs that the page shows whole; further ones stand in its list.
MOST_PAIRS: Final = 60
MOST_LINES: Final = 600
MOST_COLUMNS: Final = 160
_FOLDER: Final = Path(__file__).parent


def page(found: Resemblance, pairs: Sequence[Pair]) -> str:
    """Return the page."""
    environment = templates.environment(_FOLDER, line=safe.line)
    return environment.get_template("pairs.html").render(
        policy=POLICY,
        style=Markup((_FOLDER / "pairs.css").read_text("utf-8")),
        summary=teacher.compared(len(found.works), found.short, len(pairs)),
        pairs=pairs,
        shown=[
            (pair, [(work, list(_source(work, pair))) for work in (pair.left, pair.right)])
            for pair in pairs[:MOST_PAIRS]
        ],
        percent=percent,
    )


def percent(share: float) -> str:
    """Return a share as people read it; only the same is 100 %."""
    return f"{int(share * 100)} %"


def _source(work: Work, pair: Pair) -> Iterator[tuple[str, bool]]:
    """Yield the lines of an answer, and whether each is in the other one, too."""
    marked = work.lines(pair.common)
    lines = work.source.replace("\r\n", "\n").split("\n")
    for number, text in enumerate(lines[:MOST_LINES], 1):
        yield safe.terminal(text, MOST_COLUMNS, 1), number in marked
    if len(lines) > MOST_LINES:
        yield teacher.more_lines(len(lines) - MOST_LINES), False


def lines(found: Resemblance, pairs: Sequence[Pair], width: int = 80) -> str:
    """Return the text for a terminal."""
    rows = []
    for pair in pairs:
        head = f"{percent(pair.share):>5}  {safe.line(pair.slug)}  "
        said = teacher.both(safe.line(pair.left.label), safe.line(pair.right.label))
        rows += textwrap.wrap(said, width, initial_indent=head, subsequent_indent=" " * len(head))
    return "\n".join(
        [*rows, *([""] if rows else []), teacher.compared(len(found.works), found.short, len(pairs)), ""]
    )
