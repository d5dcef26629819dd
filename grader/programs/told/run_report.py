"""What a watched program came to, as data (``--json``, see ``schemas``) and as text for standard error."""

from __future__ import annotations

import linecache
import textwrap
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from grader import safe
from grader.evidence import Evidence, WaitRecord
from grader.explain import Explanation, explain, line_of
from grader.programs.told import likes
from grader.render import timeline, waitgraph

SCHEMA_VERSION: Final = 1
#: The exit code of a program that was ended because it would not end.
EXIT: Final = 124
MOST_LINES: Final = 6
MOST_LEFT: Final = 10
MOST_PIDS: Final = 8


class StuckPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a program that was stuck while another part went on: only a signal could free it."""

    at: float
    """Seconds from the program's start."""
    processes: list[int]
    """The processes that wait for one another."""
    beside: list[int]
    """The processes that went on."""
    sentence: str
    diagnosis: str | None = None
    cycle: list[int] = []


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """One program that was run."""

    schema_version: int = SCHEMA_VERSION
    command: list[str]
    end: Literal["ended", "deadlock", "timeout"]
    """It ended by itself; it was proved that it can never end; or its time was over."""
    exit_code: int
    """That of ``forklore run``: the program's own, or 124."""
    signal: int = 0
    """The signal that ended the program, 0 if none did."""
    sentence: str = ""
    """Why it did not end."""
    diagnosis: str | None = None
    """The known mistake, if it is one (see docs/reference/verdicts.md)."""
    cycle: list[int] = []
    """Processes that wait for each other, the first repeated at the end."""
    alike: str = ""
    """What most of many like processes do."""
    stuck_part: StuckPart | None = None
    """What was said of a part of it while it went on."""
    seconds_still: float = 0.0
    """Of a deadlock: the seconds from the last look that saw something move to the proof."""
    evidence: Evidence


def explained(evidence: Evidence) -> Explanation:
    """Explain who waits for whom."""
    return explain(evidence, main="the main process")


def text(report: RunReport, width: int) -> str:
    """Say on standard error what the program came to; empty if there is nothing to say."""
    if report.end == "ended":
        return _left(report.evidence)
    parts = [
        f"forklore: {heading(report)}",
        *body(report.evidence, width),
        "Everything that it had started was ended.",
    ]
    return "\n\n".join(parts) + "\n"


def heading(report: RunReport) -> str:
    """Say in one sentence how a program that did not end stood; empty for one that did."""
    return {
        "ended": "",
        "deadlock": "this program can never end: everything in it waits, and nobody is left to wake it.",
        "timeout": f"this program had not ended after {report.evidence.wall_seconds:.3g} s, its time limit.",
    }[report.end]


def explained_text(evidence: Evidence, end: str, width: int = 80) -> str:
    """Say why a part of a program, a test, did not end."""
    head = {
        "deadlock": "this test can never end: everything in it waits, and nobody is left to wake it.",
        "timeout": f"this test had not ended after {evidence.wall_seconds:.3g} s, its time limit.",
    }[end]
    return "\n\n".join([f"forklore: {head}", *body(evidence, width), "What it had started was ended."])


def part_of(evidence: Evidence) -> StuckPart:
    """Say of a part of a program what is known of it."""
    why = explained(evidence)
    return StuckPart(
        at=evidence.wall_seconds,
        processes=list(dict.fromkeys(wait.pid for wait in evidence.waits if not wait.aside)),
        beside=list(dict.fromkeys(wait.pid for wait in evidence.waits if wait.aside)),
        sentence=why.sentence,
        diagnosis=why.diagnosis,
        cycle=list(why.cycle),
    )


def part_text(evidence: Evidence, width: int = 80, test: str = "") -> str:
    """Say of a part of a program, or of a test, that only a signal could free it."""
    stuck = part_of(evidence).processes
    if len(stuck) == 1:
        head = f"process {stuck[0]} waits for itself, and only a signal could free it."
    else:
        head = f"processes {_listed(stuck)} wait for one another, and only a signal could free them."
    head = f"in {safe.line(test, 200)}, {head}" if test else head
    whole = "test" if test else "program"
    end = f"The rest of the {whole} goes on, so nothing was ended."
    return "\n\n".join([wrapped(f"forklore: {head}", width), *body(evidence, width), end]) + "\n"


def _listed(pids: Sequence[int]) -> str:
    shown = [str(pid) for pid in pids[:MOST_PIDS]]
    more = len(pids) - len(shown)
    last = f"{more} more" if more else shown.pop()
    return f"{', '.join(shown)} and {last}"


def drawn(report: RunReport, width: int) -> str:
    """Draw what the processes did, one lane each."""
    lanes = timeline.lines(report.evidence, width, deadlocked=report.end == "deadlock")
    return "\n".join(["", "forklore: what its processes did", "", *lanes, ""])


def body(evidence: Evidence, width: int) -> list[str]:
    """The sentence, what many do alike, the graph, the lines, one next step."""
    why = explained(evidence)
    graph = "\n".join(waitgraph.lines(evidence, width))
    alike = likes.told(evidence.processes, evidence.waits)
    parts = [wrapped(why.sentence, width), wrapped(alike, width), graph]
    parts += [_places(evidence, why.cycle), _next(evidence, why)]
    return [part for part in parts if part]


def wrapped(sentence: str, width: int) -> str:
    """Break a sentence into lines, each inert."""
    return textwrap.fill(safe.line(sentence, 4000), width, break_long_words=False, break_on_hyphens=False)


def _left(evidence: Evidence) -> str:
    if not evidence.leftovers:
        return ""
    lines = [f"  {safe.line(one.what, 200)}" for one in evidence.leftovers[:MOST_LEFT]]
    if len(evidence.leftovers) > MOST_LEFT:
        lines.append(f"  and {len(evidence.leftovers) - MOST_LEFT} more")
    return "\n".join(["forklore: the program ended, and left", *lines, ""])


def _ordered(evidence: Evidence, cycle: Sequence[int]) -> list[WaitRecord]:
    """Waits in lines of the user's code: those of the ring first."""
    own = [wait for wait in evidence.waits if wait.file and wait.line is not None]
    return sorted(own, key=lambda wait: (wait.pid not in cycle, not wait.first))


def _places(evidence: Evidence, cycle: Sequence[int]) -> str:
    """The lines of source at which they wait."""
    seen: dict[str, str] = {}
    for wait in _ordered(evidence, cycle):
        code = linecache.getline(wait.file, wait.line or 0).strip()
        if code:
            seen.setdefault(line_of(wait), code)
    shown = list(seen.items())[:MOST_LINES]
    column = max((len(place) for place, _ in shown), default=0)
    return "\n".join(f"  {safe.line(place, 100):{column}}  {safe.line(code, 100)}" for place, code in shown)


def _next(evidence: Evidence, why: Explanation) -> str:
    """One next step."""
    waits = _ordered(evidence, why.cycle)
    if not waits:
        return ""
    place = safe.line(line_of(waits[0]), 100)
    if why.diagnosis:
        return f"next: start at {place}. The exercises know this mistake as `{why.diagnosis}`."
    if len(set(why.cycle)) > 1:
        return f"next: break the ring at one place; start at {place}."
    return f"next: start at {place}, and ask who was to wake it."
