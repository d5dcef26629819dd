"""What is known of a request that did not end: its processes, its waits, and who waits in a ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.evidence import Kind, ProcessRecord, WaitRecord

ENDLESS = frozenset(
    {"child", "read", "write", "poll", "lock", "shared lock", "fifo", "signal", "file lock", "ipc", "stopped"}
)


@dataclass(frozen=True)
class WaitForGraph:
    """One request. ``caller`` is the pid of the process that called the submission."""

    caller: int
    waits: Sequence[WaitRecord]
    processes: Sequence[ProcessRecord]
    source: Sequence[str] = ()
    """The submission's lines, as far as they are known."""
    bystanders: frozenset[int] = frozenset()
    """Children of the caller that the submission did not start."""
    main: str = "your function"
    """What a person is told for the caller, where its line is not known."""

    def of(self, pid: int) -> list[WaitRecord]:
        """The waits of all threads of a process."""
        return [wait for wait in self.waits if wait.pid == pid]

    def first(self, pid: int) -> WaitRecord | None:
        """That of its first thread, or of another one if the first has ended."""
        own = self.of(pid)
        return next((wait for wait in own if wait.first), own[0] if own else None)

    def pids(self) -> list[int]:
        """Processes with a wait, the caller first."""
        return list(dict.fromkeys(wait.pid for wait in self.waits))

    def ended(self) -> list[ProcessRecord]:
        """Processes of the submission that had ended."""
        return [p for p in self.processes if p.kind is Kind.PROCESS and p.end is not None]


def cycle(graph: WaitForGraph) -> tuple[int, ...]:
    """Follow the waits from the caller until a process comes again."""
    path: list[int] = []
    pid = graph.caller
    while pid not in path:
        path.append(pid)
        after = _next(graph, pid, path)
        if not after:
            own = graph.first(pid)
            alone = own is not None and own.kind in ENDLESS and own.on == [pid]
            return (pid, pid) if alone else ()
        pid = after[0]
    return (*path[path.index(pid) :], pid)


def _next(graph: WaitForGraph, pid: int, path: list[int]) -> list[int]:
    """Processes that ``pid`` waits for, the likeliest first."""
    found: list[int] = []
    for wait in graph.of(pid):
        others = [p for p in wait.on if p != pid and graph.of(p)] if wait.kind in ENDLESS else []
        if wait.holder and wait.holder in {process.pid for process in graph.processes}:
            others = [wait.holder] if graph.of(wait.holder) else []
        elif wait.kind == "shared lock":
            # Its holder is not known: not who waits for the same lock, rather who waits for another.
            waiting = {p: {w.target for w in graph.of(p) if w.kind == wait.kind} for p in others}
            others = [p for p in others if wait.target not in waiting[p]]
            others.sort(key=lambda p: (not waiting[p], p in path, p))
        found += others
    return found
