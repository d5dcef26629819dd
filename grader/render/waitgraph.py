"""Who waits for whom in a request that did not end: the cycle drawn, everything else listed.

Pure: evidence in, lines of plain text out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from grader import safe
from grader.evidence import Evidence, WaitRecord
from grader.explain import ENDLESS, explain, line_of
from grader.messages.roles import with_article
from grader.render.lines import label_of, listed, padded, wide, wrapped

MOST_PROCESSES: Final = 12
#: Of the longest cycle so many processes are drawn.
MOST_IN_CYCLE: Final = 8
#: Waits of one process that are told.
MOST_WAITS: Final = 3
_LONGEST_NAME: Final = 40
_THINGS: Final = {"read": "pipe", "write": "pipe", "shared lock": "lock", "file lock": "lock"}


def lines(evidence: Evidence, width: int = 80) -> list[str]:
    """Draw the wait-for graph in ``width`` columns; nothing for a request that ended."""
    if not evidence.waits:
        return []
    graph = WaitNames(evidence)
    cycle = explain(evidence).cycle
    found = _cycle(graph, cycle, width) if len(cycle) > 1 else []
    others = [pid for pid in graph.pids if pid not in cycle]
    table = _table(graph, others, width)
    return [*found, *([""] if found and table else []), *table]


class WaitNames:
    """The waits by process, and names for what is waited for."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.waits: dict[int, list[WaitRecord]] = {}
        for wait in evidence.waits:
            self.waits.setdefault(wait.pid, []).append(wait)
        for own in self.waits.values():
            own.sort(key=lambda wait: not wait.first)
        self.pids = list(self.waits)
        self._things: dict[tuple[str, str], str] = {}
        for wait in evidence.waits:
            self.thing(wait)

    def label(self, pid: int) -> str:
        """Return what a process is called."""
        return label_of(self.evidence, pid)

    def edge(self, pid: int, other: int) -> WaitRecord | None:
        """Return the wait of a process that the other one could end."""
        own = self.waits.get(pid, [])
        return next((wait for wait in own if wait.kind in ENDLESS and other in wait.on), None)

    def doing(self, wait: WaitRecord) -> str:
        """Say what a thread does: where, for what, and who could end it."""
        places = ["" if wait.first else "a helper thread", _place(wait)]
        where = ", ".join(place for place in places if place)
        return f"{where}: {self._wait(wait)}" if where else self._wait(wait)

    def thing(self, wait: WaitRecord) -> str:
        """``pipe A``, ``pipe B``, ``lock A``: one letter for each; a named pipe has its own name."""
        if wait.kind == "fifo":
            return safe.line(wait.target, _LONGEST_NAME) or "a named pipe"
        thing = _THINGS.get(wait.kind, "")
        if not thing or not wait.target:
            return f"a {thing}" if thing else ""
        if thing == "pipe" and not wait.target.startswith("pipe:["):
            return safe.line(wait.target.partition(":[")[0], _LONGEST_NAME)
        key = (thing, wait.target)
        if key not in self._things:
            number = sum(kind == thing for kind, _ in self._things)
            self._things[key] = f"{thing} {chr(ord('A') + number) if number < 26 else number + 1}"
        return self._things[key]

    def _wait(self, wait: WaitRecord) -> str:
        who = self._who(wait)
        thing = self.thing(wait)
        match wait.kind:
            case "child":
                return f"waits for {who} to end" if wait.on else "waits for a child to end"
            case "read":
                return f"waits to read from {thing}; only {who} could write to it"
            case "write":
                return f"waits to write to {thing}, which is full; only {who} could read from it"
            case "shared lock":
                return f"waits for {thing}, which {self._holder(wait)}"
            case "file lock":
                return f"waits for the file {thing}"
            case "fifo":
                return f"waits in open() of {thing}"
            case "stopped":
                return "is stopped (SIGSTOP); nobody continues it"
        return _PLAIN.get(wait.kind, "was in a system call")

    def _holder(self, wait: WaitRecord) -> str:
        if wait.holder not in {process.pid for process in self.evidence.processes}:
            return "processes share"
        who = "it" if wait.holder == wait.pid else with_article(self.label(wait.holder))
        return f"{who} took" + (f" at line {wait.origin}" if wait.origin else "")

    def _who(self, wait: WaitRecord) -> str:
        others = [self.label(pid) for pid in wait.on if pid != wait.pid]
        names = [with_article(name) for name in others]
        names += ["itself"] if wait.pid in wait.on else []
        if wait.on == [wait.pid]:
            return "the waiting process itself"
        return listed(names, "or") if names else "a process that is gone"


_PLAIN: Final = {
    "poll": "waits for one of several pipes or processes",
    "lock": "waits for a lock or a thread of its own process",
    "signal": "waits for a signal",
    "ipc": "waits for a semaphore or message",
    "timed": "sleeps, or waits with a time limit",
    "sleep": "sleeps",
    "running": "is busy on the CPU",
    "outside": "waits for something outside",
}


def _place(wait: WaitRecord) -> str:
    """The Python call and the line of the submission, as far as they are known."""
    call, function = safe.line(wait.call, _LONGEST_NAME), safe.line(wait.function, _LONGEST_NAME)
    name = call.rpartition(".")[2]
    line = "" if wait.line is None else safe.line(line_of(wait), _LONGEST_NAME)
    where = f"`{function}`" if function else ""
    if where and line:
        where += f", {line}"
    if name and name != function:
        return f"{name}() in {where}" if where else f"{name}()"
    return where or line


def _cycle(graph: WaitNames, cycle: Sequence[int], width: int) -> list[str]:
    """One process below the other, an arrow for each wait, and the way back at the left."""
    edges = list(pairwise(cycle))
    left_out = max(0, len(edges) - MOST_IN_CYCLE)
    if left_out:
        edges = [*edges[: MOST_IN_CYCLE - 1], edges[-1]]
    found: list[str] = []
    for index, (pid, other) in enumerate(edges):
        first, last = index == 0, index == len(edges) - 1
        found.append(f"  {'+-->' if first else '|   '} {graph.label(pid)}")
        wait = graph.edge(pid, other)
        text = graph.doing(wait) if wait is not None else "waits"
        found += [f"  |      | {part}" for part in wrapped(text, width - 11)]
        if last:
            found.append("  +------+")
        else:
            found.append("  |      v")
            if left_out and index == len(edges) - 2:
                found += [f"  |    and {left_out} more", "  |      v"]
    return found


def _table(graph: WaitNames, pids: Sequence[int], width: int) -> list[str]:
    """Each process with what its threads wait for."""
    shown = pids[:MOST_PROCESSES]
    column = wide([graph.label(pid) for pid in shown])
    found: list[str] = []
    for pid in shown:
        waits = graph.waits[pid]
        texts = [graph.doing(wait) for wait in waits[:MOST_WAITS]]
        if len(waits) > MOST_WAITS:
            texts.append(f"and {len(waits) - MOST_WAITS} more threads")
        parts = [part for text in texts for part in wrapped(text, width - column - 4)]
        for index, part in enumerate(parts):
            found.append(f"  {padded(graph.label(pid) if index == 0 else '', column)}  {part}".rstrip())
    if len(pids) > len(shown):
        found.append(f"  and {len(pids) - len(shown)} more processes that wait")
    return found
