"""Who could end a wait: the edges of the wait-for graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from grader.warden.deadlock.waits import Wait
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced

Thread = tuple[Traced, int]
O_WRONLY = 1
O_RDWR = 2
SOCKETS = "sockets"
#: So many descriptors of one wait, and of all processes, are looked at.
MOST_AWAITED = 64
MOST_DESCRIPTORS = 4096
#: Its ends of pipes tell the ends of the processes that it has forked.
FORKSERVER = "forkserver"


class WaitGraph:
    """The wait-for graph over the threads of one look: what a person is told, not what the proof rests on."""

    def __init__(
        self,
        waits: Mapping[Thread, Wait],
        ours: frozenset[str] = frozenset(),
        beside: Iterable[Traced] = (),
        peer: Callable[[str], str] = lambda _: "",
    ) -> None:
        """``beside`` are processes that no look shows, and that can be waited for; ``peer`` knows sockets."""
        self._peer = peer
        self._waits = waits
        self._ours = ours
        self._processes = {process for process, _ in waits}
        self._all = self._processes.union(beside)
        self._holders: dict[str, dict[Traced, set[int]]] | None = None
        self.whole = True
        """Whether nothing was left out of what was asked for: a submission can have more than is read."""

    def enders(self, thread: Thread) -> set[Traced]:
        """Processes that could end the wait of ``thread``, its own only where it is among those."""
        process, _ = thread
        wait = self._waits[thread]
        match wait.kind:
            case "child":
                return {p for p in self._all if _is_awaited(p, process, wait.pid)}
            case "read" | "write" | "poll":
                self.whole = self.whole and len(wait.fds) <= MOST_AWAITED
                ends = zip(wait.fds[:MOST_AWAITED], wait.targets, strict=False)
                return set().union(*(self._other_end(process, wait.kind, fd, to) for fd, to in ends))
            case "lock":
                return {process}
            case "shared lock" | "fifo" | "signal" | "file lock" | "ipc" | "stopped":
                return self._processes - {process}
        return set()

    def _other_end(self, process: Traced, kind: str, fd: int, target: str) -> set[Traced]:
        """Who holds the other end of a pipe; for a socket, which does not tell its peer, who has any."""
        if target.startswith("socket:["):
            peer = self._peer(target)
            return self.holders(peer, "any") if peer else self.holders(SOCKETS, "any") - {process}
        if target == "anon_inode:[pidfd]":
            pid = pid_of(process.pid, fd)
            return {p for p in self._all if p.pid == pid}
        if kind == "poll":
            kind = "read" if procfs.access_mode(process.pid, fd) == 0 else "write"
        found = self.holders(target, kind)
        servers = {p for p in found if p.name == FORKSERVER}
        return found - servers | {p for p in self._processes if p.parent in servers}

    def holders(self, target: str, kind: str) -> set[Traced]:
        """Processes that hold the end of a pipe that matters to a ``kind`` of wait."""
        if self._holders is None:
            self._holders, whole = _all_holders(self._all, self._ours)
            self.whole = self.whole and whole
        wanted = {"read": {O_WRONLY, O_RDWR}, "write": {0, O_RDWR}}.get(kind, {0, O_WRONLY, O_RDWR})
        return {process for process, modes in self._holders.get(target, {}).items() if modes & wanted}


def _is_awaited(process: Traced, by: Traced, pid: int) -> bool:
    return process.inner == pid if pid > 0 else process.parent is by


def pid_of(pid: int, fd: int) -> int:
    """The process that a pidfd leads to, 0 if it has ended."""
    for line in procfs.read(f"/proc/{pid}/fdinfo/{fd}").splitlines():
        if line.startswith(b"Pid:"):
            return int(line.split()[1])
    return 0


def _all_holders(
    processes: Iterable[Traced], ours: frozenset[str]
) -> tuple[dict[str, dict[Traced, set[int]]], bool]:
    """Pipe to processes to access modes in which they hold it; all sockets but ``ours`` as one.

    And whether these are all: only so many descriptors are read.
    """
    found: dict[str, dict[Traced, set[int]]] = {}
    count = 0
    for process in processes:
        for fd, target in procfs.descriptors(process.pid).items():
            count += 1
            if count > MOST_DESCRIPTORS:
                return found, False
            is_path = target.startswith("/")
            if target.startswith("pipe:[") or (is_path and procfs.is_fifo(f"/proc/{process.pid}/fd/{fd}")):
                mode = procfs.access_mode(process.pid, fd)
                found.setdefault(target, {}).setdefault(process, set()).add(mode)
            elif target.startswith("socket:[") and target not in ours:
                for name in (SOCKETS, target):
                    found.setdefault(name, {}).setdefault(process, {O_RDWR})
    return found, True
