"""Who waits for whom: from the evidence of a request that did not end to one plain sentence.

The wait-for graph has processes as nodes; its edges are the waits of their threads. What is known
by its shape gets a diagnosis of the catalogue; any other graph is told as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.evidence import Evidence, Kind, WaitRecord

ENDLESS = frozenset(
    {"child", "read", "write", "poll", "lock", "shared lock", "fifo", "signal", "file lock", "ipc", "stopped"}
)
#: Innermost Python functions of a thread that waits for an item of a queue or pipe.
RECEIVERS = frozenset({"_recv", "get", "recv", "recv_bytes"})
MOST_TOLD = 4


@dataclass(frozen=True)
class Explanation:
    """Why a request did not end."""

    sentence: str
    diagnosis: str | None
    cycle: tuple[int, ...]
    """Processes that wait for each other, in order, the first repeated at the end; empty if there is none."""


@dataclass(frozen=True)
class _Scene:
    caller: int
    waits: Sequence[WaitRecord]

    def of(self, pid: int) -> list[WaitRecord]:
        return [wait for wait in self.waits if wait.pid == pid]

    def first(self, pid: int) -> WaitRecord | None:
        own = self.of(pid)
        return next((wait for wait in own if wait.first), own[0] if own else None)


def explain(evidence: Evidence) -> Explanation:
    """Explain a deadlock, or what was going on at the time limit."""
    caller = next((p.pid for p in evidence.processes if p.kind is Kind.RUNNER), 0)
    scene = _Scene(caller, evidence.waits)
    if scene.first(caller) is None:
        return Explanation("", None, ())
    for pattern in (_drain, _own_end, _child_writes, _fifos, _locks, _no_mark):
        found = pattern(scene)
        if found is not None:
            return Explanation(found[1], found[0], _cycle(scene))
    return Explanation(_tell(scene), None, _cycle(scene))


# -- known shapes -------------------------------------------------------------------------------


def _awaited(scene: _Scene) -> list[int]:
    """The processes whose end the caller waits for."""
    own = scene.first(scene.caller)
    return own.on if own is not None and own.kind in ("child", "poll") else []


def _drain(scene: _Scene) -> tuple[str, str] | None:
    """A process that cannot end because a helper thread of it writes to a pipe that nobody reads."""
    for pid in _awaited(scene):
        for wait in scene.of(pid):
            if wait.kind == "write" and not wait.first and scene.caller in wait.on:
                you, it = _you(scene), _named(pid)
                return "join-before-drain", (
                    f"{you} waits for {it} to end. {it.capitalize()} cannot end: its queue still holds items that "
                    "nobody has read, and they no longer fit into the pipe. Read from the queue before you wait."
                )
    return None


def _own_end(scene: _Scene) -> tuple[str, str] | None:
    """Reading a pipe whose only open write end is the reader's own."""
    for wait in scene.waits:
        if wait.kind == "read" and wait.on == [wait.pid] and wait.target.startswith("pipe:["):
            return "write-end-open", (
                f"{_who(scene, wait)} reads from a pipe and waits for more. The only process that still has the "
                "pipe's write end open is the reader itself, so neither data nor the end of the file can come. "
                "Close the write end first."
            )
    return None


def _child_writes(scene: _Scene) -> tuple[str, str] | None:
    """Waiting for the end of a process that waits for its pipe to be read."""
    for pid in _awaited(scene):
        wait = scene.first(pid)
        if wait is not None and wait.kind == "write" and scene.caller in wait.on:
            return "wait-before-read", (
                f"{_you(scene)} waits for {_named(pid)} to end. {_named(pid).capitalize()}{_at(wait)} waits to "
                "write: the pipe is full, and nobody reads it. Read until the end of the file first, then wait."
            )
    return None


def _fifos(scene: _Scene) -> tuple[str, str] | None:
    """Two processes that open named pipes in opposite orders, or one that is alone at one."""
    opening = [wait for wait in scene.waits if wait.kind == "fifo"]
    if not opening:
        return None
    told = "; ".join(f"{_who(scene, wait)} waits in open() of {wait.target}" for wait in opening[:MOST_TOLD])
    order = " Open the pipes in the same order on both sides." if len(opening) > 1 else ""
    return "fifo-order", f"{told}. Nobody opens the other end.{order}"


def _locks(scene: _Scene) -> tuple[str, str] | None:
    """Everybody waits for shared locks: for different ones in a ring, or all for the same."""
    waiting = [wait for wait in scene.waits if wait.kind == "shared lock" and wait.function]
    waiting = [
        wait for wait in waiting if wait.call.rpartition(".")[2] in ("acquire", "__enter__", wait.function)
    ]
    if not waiting:
        return None
    targets = {wait.target for wait in waiting}
    told = "; ".join(f"{_who(scene, wait)} waits for a lock" for wait in waiting[:MOST_TOLD])
    if len(targets) > 1:
        return "lock-order", (
            f"{told}. They are different locks, and each is held by another of these processes. "
            "Take the locks in the same order everywhere."
        )
    if len({wait.pid for wait in waiting}) == 1:
        return "double-acquire", f"{told}, which nobody will release: who holds it is waiting for it."
    return "lock-not-released", f"{told}: all for the same one, and nobody who could release it is running."


def _no_mark(scene: _Scene) -> tuple[str, str] | None:
    """Waiting for the end of a process that waits for something to read."""
    for pid in _awaited(scene):
        wait = scene.first(pid)
        if (
            wait is not None
            and wait.kind == "read"
            and wait.call.rpartition(".")[2] in ("_recv", "get", "recv", "recv_bytes")
        ):
            return "end-mark-missing", (
                f"{_you(scene)} waits for {_named(pid)} to end. {_named(pid).capitalize()}{_at(wait)} waits for an "
                "item, and nobody who could still send one is running. Each process that reads needs to be told "
                "that there is no more."
            )
    return None


# -- any graph ----------------------------------------------------------------------------------


def _tell(scene: _Scene) -> str:
    """The wait of each process's first thread, the caller's first."""
    firsts = [
        wait for pid in dict.fromkeys(w.pid for w in scene.waits) if (wait := scene.first(pid)) is not None
    ]
    told = [f"{_who(scene, wait)} {_doing(wait)}" for wait in firsts[:MOST_TOLD]]
    if len(firsts) > MOST_TOLD:
        told.append(f"and {len(firsts) - MOST_TOLD} more processes wait")
    return "; ".join(told) + "."


def _doing(wait: WaitRecord) -> str:
    others = [pid for pid in wait.on if pid != wait.pid]
    who = " or ".join(_named(pid) for pid in others[:3]) if others else "nobody"
    match wait.kind:
        case "child":
            return f"waits for {who} to end" if others else "waits for a child to end"
        case "read":
            return f"waits to read what only {who} could send"
        case "write":
            return f"waits to write what only {who} could read"
        case "lock":
            return "waits for a lock or thread of its own process"
        case "shared lock":
            return "waits for a lock, a free place or an event that processes share"
        case "signal":
            return "waits for a signal"
        case "stopped":
            return "is stopped (SIGSTOP)"
        case "timed":
            return "sleeps or waits with a time limit"
        case "running":
            return "is busy on the CPU"
        case "fifo":
            return f"waits in open() of {wait.target}"
    return "waits" if wait.kind in ENDLESS else "was in a system call"


def _who(scene: _Scene, wait: WaitRecord) -> str:
    if wait.pid == scene.caller:
        return _you(scene, wait)
    return f"{_named(wait.pid)}{_at(wait)}"


def _you(scene: _Scene, wait: WaitRecord | None = None) -> str:
    wait = wait or scene.first(scene.caller)
    if wait is None or not wait.function:
        return "Your function"
    return f"`{wait.function}`{_at(wait, named=False)}"


def _at(wait: WaitRecord, named: bool = True) -> str:
    if wait.line is None:
        return ""
    return f" (`{wait.function}`, line {wait.line})" if named and wait.function else f" (line {wait.line})"


def _named(pid: int) -> str:
    return f"process {pid}"


def _cycle(scene: _Scene) -> tuple[int, ...]:
    """Follow the waits from the caller until a process comes again."""
    path: list[int] = []
    pid = scene.caller
    while pid not in path:
        path.append(pid)
        after = [p for w in scene.of(pid) if w.kind in ENDLESS for p in w.on if p != pid and scene.of(p)]
        if not after:
            own = scene.first(pid)
            alone = own is not None and own.kind in ENDLESS and own.on == [pid]
            return (pid, pid) if alone else ()
        pid = after[0]
    return (*path[path.index(pid) :], pid)
