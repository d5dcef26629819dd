"""The processes of one request as lanes, in the order of their births, time from left to right.

Pure: evidence in, lines of plain text out. Steps that are close in time are drawn apart, so the
axis tells the order and the notes tell the times.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from grader import messages, safe
from grader.evidence import Evidence, Kind, LeftoverKind, ProcessRecord, SignalRecord
from grader.explain import ENDLESS
from grader.messages.roles import with_article
from grader.render.lines import duration, finite, label_of, named, padded, wide, wrapped

MOST_LANES: Final = 16
MOST_LISTED: Final = 6
_FEWEST_COLUMNS: Final = 8
#: Columns between two steps where there is room; a fork, its child's birth and death stay apart.
_STEP: Final = 3

_BORN, _FORKS, _SIGNAL, _ENDS, _GOES_ON, _STUCK = "o", "F", "s", "x", ">", "#"
_LEGEND: Final = {
    _BORN: "begins",
    _FORKS: "forks",
    _SIGNAL: "gets a signal",
    _ENDS: "ends",
    _GOES_ON: "still there",
    _STUCK: "waits for ever",
}
#: Which mark stays if several fall into one column.
_RANK: Final = " :-oFs>#x"


@dataclass
class _Row:
    label: str
    cells: list[str]
    note: str


def lines(evidence: Evidence, width: int = 80, *, deadlocked: bool = False) -> list[str]:
    """Draw one request in ``width`` columns; ``deadlocked``: it was proved that it can never end."""
    if not evidence.processes:
        return [messages.NO_PROCESS_SEEN]
    shown, hidden = _chosen(evidence)
    labels = wide([named(process, evidence.processes) for process in shown])
    notes = min(30, max(14, width * 2 // 5))
    columns = max(_FEWEST_COLUMNS, width - 2 - labels - 1 - 2 - notes)
    notes = max(10, width - 2 - labels - 1 - columns - 2)
    axis = _Axis(evidence, shown, columns)
    rows = _rows(evidence, shown, axis, notes, deadlocked)
    body = [f"  {padded(row.label, labels)} {''.join(row.cells)}  {row.note}".rstrip() for row in rows]
    ruler = f"  {'':{labels}} 0{duration(evidence.wall_seconds):>{columns - 1}}"
    legend = ", ".join(f"{mark} {word}" for mark, word in _LEGEND.items() if _uses(rows, mark))
    more = _more(hidden) + _others(evidence, {process.pid for process in shown})
    body += [f"  {part}" for text in more for part in wrapped(text, width - 2)]
    return [ruler, *body, "", *(f"  {part}" for part in wrapped(legend, width - 2))]


# -- what is drawn ------------------------------------------------------------------------------


def _chosen(evidence: Evidence) -> tuple[list[ProcessRecord], list[ProcessRecord]]:
    """The processes that get a lane, and the others; what is odd goes before what is not."""
    odd = {wait.pid for wait in evidence.waits} | {left.pid for left in evidence.leftovers}
    odd |= {record.pid for record in evidence.signals}
    order = sorted(range(len(evidence.processes)), key=lambda n: _importance(evidence.processes[n], odd))
    kept = set(order[:MOST_LANES])
    processes = list(enumerate(evidence.processes))
    return [p for n, p in processes if n in kept], [p for n, p in processes if n not in kept]


def _importance(process: ProcessRecord, odd: set[int]) -> int:
    if process.kind is Kind.RUNNER:
        return 0
    if process.pid in odd or process.end is None:
        return 1
    return 3 if process.exitcode == 0 and process.reaped else 2


class _Axis:
    """From seconds to columns: in proportion, but steps that differ are some columns apart."""

    def __init__(self, evidence: Evidence, shown: Sequence[ProcessRecord], columns: int) -> None:
        self.last = columns - 1
        self.wall = finite(evidence.wall_seconds)
        times = {0.0, self.wall}
        for process in shown:
            times |= {self._clamped(process.begin), self._clamped(process.end)}
        pids = {process.pid for process in shown}
        times |= {self._clamped(record.at) for record in evidence.signals if record.pid in pids}
        steps = sorted(times)
        gaps = len(steps) - 1
        least = min(_STEP, self.last // gaps) if gaps else 0
        spare = self.last - least * gaps
        self.columns: dict[float, int] = {steps[0]: 0}
        at = 0.0
        for before, after in pairwise(steps):
            at += least + (spare * (after - before) / self.wall if self.wall else 0.0)
            self.columns[after] = min(self.last, round(at))
        self.columns[self.wall] = self.last if gaps else 0

    def _clamped(self, seconds: float | None) -> float:
        return self.wall if seconds is None else finite(seconds, self.wall)

    def at(self, seconds: float | None) -> int:
        """Return the column of a moment that was given; ``None`` is the end."""
        return self.last if seconds is None else self.columns[self._clamped(seconds)]


def _rows(
    evidence: Evidence, shown: Sequence[ProcessRecord], axis: _Axis, notes: int, deadlocked: bool
) -> list[_Row]:
    rows: list[_Row] = []
    begins: list[int] = []
    for process in shown:
        note = wrapped("; ".join(_notes(evidence, process, deadlocked)), notes)
        begins.append(len(rows))
        rows.append(
            _Row(named(process, evidence.processes), _lane(evidence, process, axis, deadlocked), note[0])
        )
        rows += [_Row("", [" "] * (axis.last + 1), part) for part in note[1:]]
    for child, process in enumerate(shown):
        parent = recorded(shown[:child], process.parent)
        if parent is None:
            continue
        at = axis.at(process.begin)
        _mark(rows[begins[parent]].cells, at, _FORKS)
        for row in rows[begins[parent] + 1 : begins[child]]:
            _mark(row.cells, at, ":")
    return rows


def recorded(processes: Sequence[ProcessRecord], pid: int) -> int | None:
    """Return the index of the last of these with this number: numbers are used again."""
    return next((n for n in range(len(processes) - 1, -1, -1) if processes[n].pid == pid), None)


def _lane(evidence: Evidence, process: ProcessRecord, axis: _Axis, deadlocked: bool) -> list[str]:
    cells = [" "] * (axis.last + 1)
    begin = axis.at(process.begin)
    end = max(axis.at(process.end), min(begin + 1, axis.last))
    cells[begin : end + 1] = "-" * (end + 1 - begin)
    _mark(cells, begin, _BORN)
    for record in _signals(evidence, process):
        _mark(cells, min(max(axis.at(record.at), begin), end), _SIGNAL)
    if process.end is not None:
        _mark(cells, end, _ENDS)
    else:
        _mark(cells, end, _STUCK if deadlocked and is_stuck(evidence, process) else _GOES_ON)
    return cells


def _mark(cells: list[str], column: int, mark: str) -> None:
    if _RANK.index(mark) > _RANK.index(cells[column]):
        cells[column] = mark


def _uses(rows: Sequence[_Row], mark: str) -> bool:
    return any(mark in row.cells for row in rows)


def is_stuck(evidence: Evidence, process: ProcessRecord) -> bool:
    """Return whether no wait of a process ends by itself."""
    own = [wait for wait in evidence.waits if wait.pid == process.pid]
    return bool(own) and all(wait.kind in ENDLESS for wait in own)


def _signals(evidence: Evidence, process: ProcessRecord) -> list[SignalRecord]:
    """The signals that this process got, not an earlier or later one of the same number."""
    end = finite(process.end if process.end is not None else evidence.wall_seconds)
    own = [record for record in evidence.signals if record.pid == process.pid]
    same = sum(p.pid == process.pid for p in evidence.processes)
    return own if same < 2 else [record for record in own if process.begin <= record.at <= end]


# -- what is said -------------------------------------------------------------------------------


def _notes(evidence: Evidence, process: ProcessRecord, deadlocked: bool) -> list[str]:
    """Everything that a lane cannot show, the fate first."""
    own = _signals(evidence, process)
    others = [record for record in own if record.number != -(process.exitcode or 0)]
    notes = [_fate(evidence, process, deadlocked)]
    notes += [f"{signal_name(r.number)} from {sender(evidence, r.sender)}" for r in others[:2]]
    notes.append(f"{len(others) - 2} more signals" if len(others) > 2 else "")
    observed = sum(record.pid == process.pid for record in evidence.observations)
    notes += [
        f"{observed} observed" if observed else "",
        f"{process.execs} exec" + ("s" if process.execs > 1 else "") if process.execs else "",
        f"{process.threads} threads" if process.threads > 1 else "",
    ]
    parent = next((p for p in evidence.processes if p.pid == process.parent), None)
    if process.kind is Kind.PROCESS and (parent is None or parent.kind is not Kind.RUNNER):
        notes.append(f"forked by {label_of(evidence, process.parent)}")
    return [note for note in notes if note]


def _fate(evidence: Evidence, process: ProcessRecord, deadlocked: bool) -> str:
    if process.end is not None:
        reaped = "" if process.kind is not Kind.PROCESS else f", {collected(process)}"
        return f"{ended(process)}{_killer(evidence, process)} at {duration(process.end)}{reaped}"
    left = any(left.pid == process.pid and left.kind is LeftoverKind.PROCESS for left in evidence.leftovers)
    if left:
        return "left behind" + (", its parent gone" if process.orphaned else "")
    if evidence.waits and process.kind is not Kind.SERVICE:
        return "deadlocked" if deadlocked and is_stuck(evidence, process) else "had not ended"
    return ""


def ended(process: ProcessRecord) -> str:
    """Say how a process ended."""
    if process.exitcode is None:
        return "ended"
    if process.exitcode < 0:
        return f"killed by {signal_name(-process.exitcode)}"
    return f"exit {process.exitcode}"


def _killer(evidence: Evidence, process: ProcessRecord) -> str:
    deadly = [r for r in _signals(evidence, process) if r.number == -(process.exitcode or 0)]
    return f" from {sender(evidence, deadly[-1].sender)}" if deadly else ""


def collected(process: ProcessRecord) -> str:
    """Say whether the parent collected a process."""
    if process.reaped:
        return "reaped"
    return "orphan" if process.orphaned else "not reaped"


def signal_name(number: int) -> str:
    """Return the name of a signal, ``signal 99`` if it has none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def sender(evidence: Evidence, pid: int) -> str:
    """Say who sent a signal."""
    name = label_of(evidence, pid) if pid else "kernel"
    return with_article(name)


def _more(hidden: Sequence[ProcessRecord]) -> list[str]:
    """What became of the processes that have no lane, the most frequent first."""
    if not hidden:
        return []
    fates = Counter(
        f"{ended(p)}, {collected(p)}" if p.end is not None else "still there at the end" for p in hidden
    )
    told = [f"{count} {fate}" for fate, count in fates.most_common(MOST_LISTED)]
    rest = len(hidden) - sum(count for _, count in fates.most_common(MOST_LISTED))
    return [f"and {len(hidden)} more: " + "; ".join([*told, f"{rest} otherwise"] if rest else told)]


def _others(evidence: Evidence, drawn: set[int]) -> list[str]:
    """What was left behind and is no process with a lane."""
    processes = (LeftoverKind.PROCESS, LeftoverKind.ZOMBIE)
    left = [one for one in evidence.leftovers if one.kind not in processes or one.pid not in drawn]
    told = [f"left behind: {safe.line(one.what)}" for one in left[:MOST_LISTED]]
    return told + ([f"left behind: {len(left) - MOST_LISTED} more"] if len(left) > MOST_LISTED else [])
