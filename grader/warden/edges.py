"""Who could end a wait: the edges of the wait-for graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grader.warden import procfs
from grader.warden.tree import Traced
from grader.warden.waits import Wait

Thread = tuple[Traced, int]
O_ACCMODE = 3
O_WRONLY = 1
O_RDWR = 2
SOCKETS = "sockets"


class Edges:
    """The wait-for graph over the threads of one look: what a person is told, not what the proof rests on."""

    def __init__(self, waits: Mapping[Thread, Wait], ours: frozenset[str] = frozenset()) -> None:
        self._waits = waits
        self._ours = ours
        self._processes = {process for process, _ in waits}
        self._holders: dict[str, dict[Traced, set[int]]] | None = None

    def enders(self, thread: Thread) -> set[Traced]:
        """Processes that could end the wait of ``thread``, its own only where it is among those."""
        process, _ = thread
        wait = self._waits[thread]
        match wait.kind:
            case "child":
                return {p for p in self._processes if _is_awaited(p, process, wait.pid)}
            case "read" | "write" | "poll":
                return set().union(*(self._other_end(process, wait.kind, to) for to in wait.targets))
            case "lock":
                return {process}
            case "shared lock" | "fifo" | "signal" | "file lock" | "ipc" | "stopped":
                return self._processes - {process}
        return set()

    def _other_end(self, process: Traced, kind: str, target: str) -> set[Traced]:
        """Who holds the other end of a pipe; for a socket, which does not tell its peer, who has any."""
        if target.startswith("pipe:["):
            return self.holders(target, kind)
        return self.holders(SOCKETS, "any") - {process} if target.startswith("socket:[") else set()

    def holders(self, target: str, kind: str) -> set[Traced]:
        """Processes that hold the end of a pipe that matters to a ``kind`` of wait."""
        if self._holders is None:
            self._holders = _all_holders(self._processes, self._ours)
        wanted = {"read": {O_WRONLY, O_RDWR}, "write": {0, O_RDWR}}.get(kind, {0, O_WRONLY, O_RDWR})
        return {process for process, modes in self._holders.get(target, {}).items() if modes & wanted}


def _is_awaited(process: Traced, by: Traced, pid: int) -> bool:
    return process.inner == pid if pid > 0 else process.parent is by


def _all_holders(processes: Iterable[Traced], ours: frozenset[str]) -> dict[str, dict[Traced, set[int]]]:
    """Pipe to processes to access modes in which they hold it; all sockets but ``ours`` as one."""
    found: dict[str, dict[Traced, set[int]]] = {}
    for process in processes:
        for fd, target in procfs.descriptors(process.pid).items():
            if target.startswith("pipe:["):
                mode = procfs.access_mode(process.pid, fd)
                found.setdefault(target, {}).setdefault(process, set()).add(mode)
            elif target.startswith("socket:[") and target not in ours:
                found.setdefault(SOCKETS, {}).setdefault(process, {O_RDWR})
    return found
