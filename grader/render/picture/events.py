"""What happened in one request, one event after the other. Pure: evidence in, inert text out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from grader import safe
from grader.evidence import (
    Evidence,
    Kind,
    LeftoverKind,
    Observation,
    PlayedTurn,
    ProcessRecord,
    WaitRecord,
)
from grader.explain import ENDLESS
from grader.messages.roles import CALLER, CHILD, child, with_article
from grader.render import timeline
from grader.render.lines import finite, named
from grader.render.waitgraph import WaitNames

#: More processes, and more events, have no place in one picture.
MOST_PROCESSES: Final = 64
MOST_EVENTS: Final = 320
#: What comes first of what happened at the same time.
_ORDER: Final = ("call", "begin", "observe", "signal", "end", "wait", "left")


@dataclass(frozen=True)
class Event:
    """One thing that happened, or that was found at the end."""

    kind: str
    """``call``, ``begin``, ``observe``, ``signal``, ``end``, ``wait``, ``left`` or ``turn``."""
    at: float
    """Seconds since the request began, -1 where only the order is known."""
    text: str
    row: int
    """The process that it happened to, an index of :attr:`Story.rows`; -1 for none."""
    other: int = -1
    """The process that caused it."""
    line: int | None = None
    """The submission's line."""
    thing: str = ""
    """The pipe or lock that a wait is for."""
    endless: bool = False
    """Whether nothing but others can end the wait."""
    switch: bool = False
    """Whether somebody else would have gone on in the plain order."""


@dataclass(frozen=True)
class Row:
    """One process, where it stands in the fork tree."""

    record: ProcessRecord
    label: str
    depth: int
    parent: int
    """Its parent's row, -1 if that has none."""
    number: int = 0
    """By order of birth, in an order that was played."""


@dataclass(frozen=True)
class Story:
    """Processes in the order of the fork tree, and events in the order of time."""

    rows: tuple[Row, ...]
    events: tuple[Event, ...]
    left_out: int
    """How many processes and events there was no place for."""


def told(evidence: Evidence, file: str = "") -> Story:
    """Return what happened in one request; of several files, ``file`` is the one whose lines are shown."""
    rows = _rows(evidence.processes[:MOST_PROCESSES])
    found = sorted(
        (event for event in _found(evidence, rows, file) if event.row >= 0),
        key=lambda event: (event.at, _ORDER.index(event.kind)),
    )
    kept = found
    if len(found) > MOST_EVENTS:  # what was seen at the end explains most
        late = [event for event in found if event.kind in ("wait", "left")][:MOST_EVENTS]
        early = [event for event in found if event.kind not in ("wait", "left")]
        kept = [*early[: MOST_EVENTS - len(late)], *late]
    hidden = len(evidence.processes) - len(rows) + sum(evidence.omitted.values())
    return Story(tuple(rows), tuple(kept), hidden + len(found) - len(kept))


def played(turns: Sequence[PlayedTurn], evidence: Evidence) -> Story:
    """Return an order of turns; processes are numbered by birth, as in the message about it."""
    last = min(max(turn.process for turn in turns), MOST_PROCESSES - 1)
    known = evidence.processes[: last + 1]
    caller = known[0].pid if known else 0
    known += [
        ProcessRecord(pid=-n, parent=caller, kind=Kind.PROCESS if n else Kind.RUNNER, begin=0.0)
        for n in range(len(known), last + 1)
    ]
    rows = _rows(known)
    rows = [
        replace(
            row, label=_numbered(row.label, known.index(row.record), last), number=known.index(row.record)
        )
        for row in rows
    ]
    found = list(_turns(turns, rows))
    return Story(tuple(rows), tuple(found[:MOST_EVENTS]), len(found[MOST_EVENTS:]))


def _numbered(label: str, number: int, count: int) -> str:
    return child(number, count) if label.startswith(CHILD) else label


def _turns(turns: Sequence[PlayedTurn], rows: Sequence[Row]) -> Iterator[Event]:
    """Begin, go on, end: a process begins with its first turn."""
    places = {row.number: place for place, row in enumerate(rows)}
    stands: dict[int, int] = {}
    for number, turn in enumerate(turns):
        row = places.get(turn.process, -1)
        if row < 0:
            continue
        name = _labelled(rows[row])
        if turn.process not in stands and rows[row].record.kind is Kind.RUNNER:
            yield Event("call", -1.0, f"{_first(name)} calls the function.", row)
        elif turn.process not in stands:
            yield Event("begin", -1.0, f"{_first(name)} begins.", row, rows[row].parent)
        stands[turn.process] = turn.line
        where = f" at line {turn.line}" if turn.line else ""
        steps = f"{turn.steps} step" + ("s" if turn.steps > 1 else "")
        text = f"{_first(name)} goes on: {steps}{where}."
        before = turns[number - 1].process if number else turn.process
        if turn.switch and stands.get(before):
            other = _labelled(rows[places[before]])
            text = f"{_first(other)} pauses at line {stands[before]}. {text}"
        yield Event("turn", -1.0, text, row, line=turn.line or None, switch=turn.switch)
        if turn.ends:
            yield Event("end", -1.0, f"{_first(name)} ends.", row)


def _rows(processes: Sequence[ProcessRecord]) -> list[Row]:
    """The fork tree, depth first, children by birth."""
    parents = [timeline.recorded(processes[:n], one.parent) for n, one in enumerate(processes)]
    found: list[Row] = []

    def place(number: int, depth: int, parent: int) -> None:
        found.append(Row(processes[number], named(processes[number], processes), depth, parent))
        own = len(found) - 1
        for below, above in enumerate(parents):
            if above == number:
                place(below, depth + 1, own)

    for number, above in enumerate(parents):
        if above is None:
            place(number, 0, -1)
    return found


def _found(evidence: Evidence, rows: Sequence[Row], file: str) -> Iterator[Event]:
    born = [_row_of(rows, left.pid) for left in evidence.leftovers]
    lines = {
        row: left.line
        for row, left in zip(born, evidence.leftovers, strict=True)
        if left.line and left.kind in (LeftoverKind.PROCESS, LeftoverKind.ZOMBIE)
    }
    for number, row in enumerate(rows):
        yield replace(_birth(row, number, rows), line=lines.get(number))
        if row.record.end is not None:
            yield _end(evidence, row, number)
    for record in evidence.signals:
        name = timeline.signal_name(record.number)
        at, target = finite(record.at), _row_of(rows, record.pid, finite(record.at))
        text = f"{_first(timeline.sender(evidence, record.sender))} sends {name} to {_the(rows, target)}."
        yield Event("signal", at, text, target, _row_of(rows, record.sender, at))
    for observation in evidence.observations:
        yield _observation(observation, rows)
    yield from _last(evidence, rows, file)


def _birth(row: Row, number: int, rows: Sequence[Row]) -> Event:
    record = row.record
    if record.kind is Kind.RUNNER:
        does = "begins" if record.name else "calls the function"  # a program's first process has a name
        return Event("call", 0.0, f"{_first(_the(rows, number))} {does}.", number)
    name = _the(rows, number)
    if row.parent < 0:
        return Event("begin", finite(record.begin), f"{_first(name)} begins.", number)
    text = f"{_first(_the(rows, row.parent))} forks {name}."
    return Event("begin", finite(record.begin), text, number, row.parent)


def _end(evidence: Evidence, row: Row, number: int) -> Event:
    how = timeline.ended(row.record)
    how = f"ends: {how}" if how.startswith("exit") else "is " + how if how.startswith("killed") else "ends"
    fate = {
        "reaped": " Its parent collects it.",
        "orphan": " Its parent had ended before.",
        "not reaped": " Nobody collects it.",
    }
    tail = fate[timeline.collected(row.record)] if row.record.kind is Kind.PROCESS else ""
    text = f"{_first(_labelled(row))} {how}.{tail}"
    return Event("end", finite(row.record.end or 0.0, finite(evidence.wall_seconds)), text, number)


def _observation(observation: Observation, rows: Sequence[Row]) -> Event:
    row = _row_of(rows, observation.pid, finite(observation.at))
    try:
        value = json.dumps(observation.value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        value = "a value"
    return Event("observe", finite(observation.at), f"{_first(_the(rows, row))} reports {_cut(value)}.", row)


def _last(evidence: Evidence, rows: Sequence[Row], file: str) -> Iterator[Event]:
    """What was found when the request was over: waits, then leftovers."""
    names, wall = WaitNames(evidence), finite(evidence.wall_seconds)
    for wait in evidence.waits:
        row = _row_of(rows, wait.pid)
        text = f"{_first(_the(rows, row))}: {names.doing(wait)}."
        endless = wait.kind in ENDLESS
        line = wait.line if wait.file.rpartition("/")[2] in ("", file) else None
        yield Event("wait", wall, text, row, _other(rows, wait), line, names.thing(wait), endless)
    for left in evidence.leftovers:
        row = max(0, _row_of(rows, left.pid)) if rows else -1
        text = f"Left behind: {safe.line(left.what)}."
        yield Event("left", wall, text, row, line=left.line or None)


def _other(rows: Sequence[Row], wait: WaitRecord) -> int:
    return next((_row_of(rows, pid) for pid in wait.on if pid != wait.pid), -1)


def _row_of(rows: Sequence[Row], pid: int, at: float | None = None) -> int:
    """Return the row of the process that had this number then, or last; -1 if there is none."""
    own = [number for number, row in enumerate(rows) if row.record.pid == pid]
    if at is not None and len(own) > 1:
        alive = [n for n in own if rows[n].record.begin <= at <= (rows[n].record.end or at)]
        own = alive or own
    return max(own, key=lambda number: rows[number].record.begin, default=-1)


def _the(rows: Sequence[Row], number: int) -> str:
    return _labelled(rows[number]) if number >= 0 else "a process"


def _labelled(row: Row) -> str:
    return with_article(row.label or CALLER)


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cut(text: str) -> str:
    return safe.line(text, 80)
