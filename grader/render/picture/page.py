"""The page itself: one self-contained HTML file for a graded answer, or for a program that was run.

What a student wrote is made inert and then escaped by the template. The page's own policy
(Content-Security-Policy) allows its one script, by its hash, its style, and no request.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from grader import messages, safe
from grader.messages.causes import trap_of
from grader.render import html, templates, waitgraph
from grader.render.explained import name_of, telling
from grader.render.lines import duration
from grader.render.picture import events, geometry
from grader.render.text.block import Known
from grader.report import CheckResult, ExerciseReport
from grader.verdict import UNTRIED, Verdict

#: A page is not larger; checks for which there is no room are named.
MOST_BYTES: Final = 300 << 10
#: What is around the checks, and what an ending may add.
_SPARE: Final = 4 << 10
MOST_LINES: Final = 1_000
#: What a message says of a line.
_LINE: Final = re.compile(r"\bline (\d{1,6})\b")
_LONGEST_LINE: Final = 200
_MOST_SOURCE: Final = 60_000
_FOLDER: Final = Path(__file__).parent
#: How tall a row is, for so many rows at most.
_HEIGHTS: Final = ((6, 46), (12, 36), (24, 28))
_LEGEND: Final = {
    "begin": "begins",
    "turn": "goes on",
    "observe": "reports",
    "signal": "gets a signal",
    "end": "ends",
    "wait": "waits",
    "left": "left behind",
}


@dataclass(frozen=True)
class Told:
    """What the page says of one check."""

    check: CheckResult
    kind: str
    word: str
    name: str
    message: str
    trap: str
    question: str
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Subject:
    """What one page is about."""

    title: str
    about: str
    """A few words below the title."""
    path: str
    source: str
    checks: Sequence[CheckResult]
    refusal: str = ""
    words: Mapping[Verdict, str] = field(default_factory=lambda: messages.WORDS)
    """What a verdict is called here."""

    @property
    def file(self) -> str:
        """The last name of the file that is shown."""
        return safe.line(self.path.rpartition("/")[2])


def render(
    exercise: ExerciseReport,
    source: str,
    catalogue: Mapping[str, Known],
    first: CheckResult | None = None,
) -> str:
    """Return the page of an answer; it opens with the check ``first``, or with one that did not pass."""
    subject = Subject(
        title=f"{exercise.slug}: {exercise.title}",
        about=messages.points_of(exercise.points, exercise.max_points),
        path=exercise.path,
        source=source,
        checks=exercise.checks,
        refusal=exercise.refusal,
    )
    return drawn(subject, catalogue, first)


def drawn(subject: Subject, catalogue: Mapping[str, Known], first: CheckResult | None = None) -> str:
    """Return the page of a subject."""
    environment, script = _environment(), _script()
    values: dict[str, Any] = {
        "title": safe.line(subject.title),
        "path": subject.file,
        "points": subject.about,
        "refusal": safe.terminal(subject.refusal),
        "lines": list(_source(subject.source)),
        "style": Markup((_FOLDER / "picture.css").read_text("utf-8")),
        "script": Markup(script),
        "policy": f"default-src 'none'; style-src 'unsafe-inline'; script-src {script_source()}; "
        "base-uri 'none'; form-action 'none'",
    }
    page = environment.get_template("picture.html")
    bare = page.render(scenes=[], omitted=[], **values)
    scenes, omitted = _scenes(environment, subject, catalogue, first, MOST_BYTES - _size(bare) - _SPARE)
    return page.render(scenes=scenes, omitted=omitted, **values)


@cache
def _environment() -> jinja2.Environment:
    """Return the templates, each compiled once."""
    return templates.environment(_FOLDER, prose=lambda raw: Markup(html.prose(raw)))


@cache
def _script() -> str:
    return (_FOLDER / "picture.js").read_text("utf-8")


def script_source() -> str:
    """Return what a page's policy has to allow so that the picture's one script runs."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode()}'"


def _size(text: str) -> int:
    return len(text.encode("utf-8"))


def _source(text: str) -> Iterator[str]:
    """The learner's lines, as far as there is a place for them."""
    left = _MOST_SOURCE
    lines = text.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines):
        shown = safe.line(line.expandtabs(4).rstrip(), _LONGEST_LINE)
        left -= len(shown) + 40
        if number >= MOST_LINES or left < 0:
            yield messages.cut(len(lines) - number, "line")
            return
        yield shown


def _scenes(
    environment: jinja2.Environment,
    subject: Subject,
    catalogue: Mapping[str, Known],
    first: CheckResult | None,
    room: int,
) -> tuple[list[tuple[Told, Markup]], list[str]]:
    """One part for each check, in the order of the checks; those that say most get their place first."""
    template = environment.get_template("scene.html")
    opening = first or next((c for c in subject.checks if c.verdict is not Verdict.PASSED), None)
    ranked = sorted(subject.checks, key=lambda check: (check is not opening, check.verdict is Verdict.PASSED))
    chosen: dict[str, tuple[Told, Markup]] = {}
    for check in ranked:
        told = _told(check, catalogue, subject.words)
        text = template.render(
            told=told,
            opening=check is ranked[0],
            tip=f"tip{len(chosen)}",
            **_drawn(check, told, subject.file),
        )
        room -= _size(text) + 400
        if room < 0:
            break
        chosen[check.id] = (told, Markup(text))
    scenes = [chosen[check.id] for check in subject.checks if check.id in chosen]
    return scenes, [safe.line(name_of(check)) for check in subject.checks if check.id not in chosen]


def _told(check: CheckResult, catalogue: Mapping[str, Known], words: Mapping[Verdict, str]) -> Told:
    verdict = check.verdict
    passed = verdict is Verdict.PASSED
    known = None if passed else catalogue.get(trap_of(check.diagnosis))
    return Told(
        check=check,
        kind="passed" if passed else "fresh" if verdict in UNTRIED else "open",
        word=words[verdict],
        name=safe.line(check.title),
        message=safe.terminal(check.message or messages.MEANINGS[verdict]) if not passed else "",
        trap=known.title if known is not None else "",
        question=known.hints[0] if known is not None else "",
        stdout=safe.terminal(check.stdout),
        stderr=safe.terminal(check.stderr),
    )


def _drawn(check: CheckResult, told: Told, file: str) -> dict[str, Any]:
    """What the template needs to draw the request that tells most."""
    index = _shown(check)
    if index < 0:
        return {"story": None}
    evidence = check.evidence[index]
    ordered = bool(check.turns) and not evidence.waits
    story = events.played(check.turns, evidence) if ordered else events.told(evidence, file)
    lanes = geometry.lanes(story)
    rows = len(story.rows) + len(lanes.things)
    used = {"begin" if event.kind == "call" else event.kind for event in story.events}
    return {
        "story": story,
        "lanes": lanes,
        "height": next((height for most, height in _HEIGHTS if rows <= most), 22),
        "graph": geometry.wait_for_graph(evidence),
        "waits": waitgraph.lines(evidence, 76),
        "ordered": ordered,
        "wide": round(100 / (len(story.events) + 0.2), 3),
        "times": [duration(event.at) if event.at >= 0 else "" for event in story.events],
        "summary": _summary(story.events, len(story.rows), told.word),
        "legend": [(kind, word) for kind, word in _LEGEND.items() if kind in used],
        "marked": sorted({check.line, *(int(n) for n in _LINE.findall(told.message))} - {0}),
        "which": (index + 1, len(check.evidence)),
        "free": safe.line(evidence.ran_free),
    }


def _shown(check: CheckResult) -> int:
    """Return the index of the request to draw; of a matter of order, the first with most processes."""
    if not check.schedule or any(one.waits for one in check.evidence):
        return telling(check)
    counts = [len(one.processes) for one in check.evidence]
    return counts.index(max(counts)) if counts else -1


def _summary(found: Sequence[events.Event], processes: int, word: str) -> str:
    """Describe the picture in one sentence, for those who do not see it."""
    counted = messages.counted(processes, "process", "processes")
    return f"{counted}, {messages.counted(len(found), 'event', 'events')}: {word}."
