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
    """The wait-for graph over the threads of one look."""

    def __init__(self, waits: Mapping[Thread, Wait], ours: frozenset[str] = frozenset()) -> None:
        self._waits = waits
        self._ours = ours
        self._processes = {process for process, _ in waits}
        self._holders: dict[str, dict[Traced, set[int]]] | None = None

    def reachable(self, start: Thread) -> set[Thread] | None:
        """Threads on which ``start`` depends, itself included; ``None`` if an edge cannot be known."""
        found: set[Thread] = set()
        waiting = [start]
        while waiting:
            thread = waiting.pop()
            if thread in found:
                continue
            found.add(thread)
            helpers = self.enders(thread)
            if helpers is None:
                return None
            waiting += [t for t in self._waits if t[0] in helpers or t[0] is thread[0]]
        return found

    def enders(self, thread: Thread) -> set[Traced] | None:
        """Processes that could end the wait of ``thread`` (its own process can too); ``None``: unknown."""
        process, _ = thread
        wait = self._waits[thread]
        match wait.kind:
            case "child":
                return {p for p in self._processes if _is_awaited(p, process, wait.pid)}
            case "read" | "write" | "poll" if wait.targets:
                return self._other_ends(wait)
            case "lock":
                return {process}
            case "shared lock" | "fifo" | "signal" | "file lock" | "ipc" | "stopped" | "poll":
                return self._processes - {process}
        return None

    def enders_named(self, thread: Thread) -> set[Traced] | None:
        """Like :meth:`enders`, but for a pipe only those that hold its other end: what a person is told."""
        wait = self._waits[thread]
        pipes = [target for target in wait.targets if target.startswith("pipe:[")]
        if wait.kind in ("read", "write") and pipes:
            return self.holders(pipes[0], wait.kind)
        return self.enders(thread)

    def _other_ends(self, wait: Wait) -> set[Traced]:
        found: set[Traced] = set()
        for target in wait.targets:
            if target.startswith("pipe:["):
                found |= self.holders(target, wait.kind) | self.may_receive()
            else:
                found |= self._processes
        return found

    def holders(self, target: str, kind: str) -> set[Traced]:
        """Processes that hold the end of a pipe that matters to a ``kind`` of wait."""
        if self._holders is None:
            self._holders = _all_holders(self._processes, self._ours)
        wanted = {"read": {O_WRONLY, O_RDWR}, "write": {0, O_RDWR}}.get(kind, {0, O_WRONLY, O_RDWR})
        return {process for process, modes in self._holders.get(target, {}).items() if modes & wanted}

    def may_receive(self) -> set[Traced]:
        """Processes with a socket: an end of a pipe may be under way to them."""
        self.holders("", "read")
        assert self._holders is not None
        return set(self._holders.get(SOCKETS, {}))


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
                found.setdefault(SOCKETS, {}).setdefault(process, set())
    return found
