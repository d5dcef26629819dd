"""What a call left behind: two looks from outside, before and after.

Theory of operation
-------------------
The runner says when a call begins and ends, and waits while the warden looks: at the process
table, at ``/proc/RUNNER/fd``, ``cwd`` and signal dispositions, and at the names in the shared
memory, temporary and work folders. Nothing that the submission says enters the result but the
start method. Python's own: resource tracker, fork server and the descriptors that lead to them,
the arena of shared values, the names of live semaphores, the folder of listening sockets.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from grader.evidence import Kind, Leftover, LeftoverKind
from grader.runner.bystanders import DESCRIPTOR
from grader.warden.request.belongings import Belongings
from grader.warden.trace import procfs
from grader.warden.trace.noted_lines import opened_at
from grader.warden.trace.process_tree import MANAGER, ProcessTree, Traced
from grader.warden.trace.procfs import shown

PYTHONS_OWN_NAMES = re.compile(r"sem\.mp-|sem\.\w{6}$|pym-\d+-|pymp-|\.nfs")
PYTHONS_OWN_TARGETS = re.compile(r"/(pym-\d+-\S*|sem\.mp-\S*) \(deleted\)$|^/dev/(null|urandom|random)$")


@dataclass(frozen=True)
class LeftoverSnapshot:
    """What could be seen at one moment."""

    descriptors: dict[int, str]
    services: frozenset[str]
    """What the descriptors of Python's services lead to."""
    names: dict[str, str]
    """Path inside the box to what it is."""
    alive: frozenset[Traced]
    zombies: frozenset[Traced]
    folder: str
    ignored: str
    caught: str
    start_method: str = ""


class LeftoverScanner:
    """Looks at one runner and the folders of its box."""

    def __init__(
        self,
        tree: ProcessTree,
        runner: Traced,
        members: set[Traced],
        root: str,
        folders: Iterable[str],
        belongings: Belongings,
    ) -> None:
        self._tree = tree
        self._runner = runner
        self._members = members
        self._root = root
        self._folders = tuple(folders)
        self._belongings = belongings

    def look(self, start_method: str = "") -> LeftoverSnapshot:
        """See what is there now."""
        status = procfs.status(self._runner.pid)
        return LeftoverSnapshot(
            descriptors=procfs.descriptors(self._runner.pid),
            services=self._services(),
            names=self._names(),
            alive=frozenset(p for p in self._members if p.alive),
            zombies=frozenset(self._zombies()),
            folder=procfs.link(f"/proc/{self._runner.pid}/cwd"),
            ignored=status.ignored if status else "",
            caught=status.caught if status else "",
            start_method=start_method,
        )

    def traced_back(self, descriptor: Leftover, look: LeftoverSnapshot, notes: int) -> Leftover:
        """A descriptor of this look with the line that opened it, as the runner has noted at ``notes``."""
        line = opened_at(self._runner.pid, notes, look.descriptors[descriptor.descriptor])
        return msgspec.structs.replace(descriptor, line=line)

    def _services(self) -> frozenset[str]:
        services = (p for p in self._members if p.kind is Kind.SERVICE and p.alive)
        return frozenset(to for process in services for to in procfs.descriptors(process.pid).values())

    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for folder in self._folders:
            self._walk(self._root + folder, folder, names, depth=3)
        for path in self._belongings.names():
            if not PYTHONS_OWN_NAMES.match(os.path.basename(path)):
                names[path] = "file"
        return names

    def _walk(self, path: str, shown: str, names: dict[str, str], depth: int) -> None:
        try:
            entries = list(os.scandir(path))
        except OSError:
            return
        for entry in entries[:1000]:
            if PYTHONS_OWN_NAMES.match(entry.name) or entry.name == "__pycache__":
                continue
            inside = f"{shown}/{entry.name}"
            try:
                mode = entry.stat(follow_symlinks=False).st_mode
            except OSError:
                continue
            names[inside] = "fifo" if stat.S_ISFIFO(mode) else "file"
            if stat.S_ISDIR(mode) and depth > 0:
                self._walk(entry.path, inside, names, depth - 1)

    def _zombies(self) -> list[Traced]:
        """Ended processes that somebody in the request ought to have collected and has not."""
        found = []
        inside = {p.pid for p in self._members if p.alive}
        for process in self._members:
            if process.alive or process.reaped:
                continue
            present = procfs.state_and_parent(process.pid)
            if present is None:
                process.reaped = process.parent is not None and process.parent.alive
            elif present[1] in inside:
                found.append(process)
        return found


def compare(before: LeftoverSnapshot, after: LeftoverSnapshot, keeps: tuple[str, ...]) -> list[Leftover]:
    """Everything in ``after`` that was not there ``before``; ``keeps`` are names that may stay."""
    return [
        *_processes_left(before, after),
        *_descriptors_left(before, after),
        *_names_left(before, after, keeps),
        *_state_left(before, after),
    ]


def _processes_left(before: LeftoverSnapshot, after: LeftoverSnapshot) -> list[Leftover]:
    running = sorted(after.alive - before.alive, key=lambda p: p.begin)
    ended = sorted(after.zombies - before.zombies - before.alive, key=lambda p: p.begin)
    return [still_running(p) for p in running if owned(p)] + [not_waited(p) for p in ended]


def owned(process: Traced) -> bool:
    """Whether the submission has to end this process: not Python's resource tracker and fork server."""
    return process.kind is not Kind.SERVICE or process.name == MANAGER


def not_waited(process: Traced) -> Leftover:
    """A process that has ended, but not for its parent."""
    return _process(LeftoverKind.ZOMBIE, process)


def still_running(process: Traced) -> Leftover:
    """A process that has not ended."""
    return _process(LeftoverKind.PROCESS, process)


def _process(kind: LeftoverKind, process: Traced) -> Leftover:
    parent = process.parent.inner if process.parent is not None else 0
    return Leftover(kind=kind, pid=process.inner, parent=parent, line=process.line)


def _descriptors_left(before: LeftoverSnapshot, after: LeftoverSnapshot) -> list[Leftover]:
    left = []
    for fd, target in sorted(after.descriptors.items()):
        own = target in after.services or PYTHONS_OWN_TARGETS.search(target)
        if before.descriptors.get(fd) != target and not own:
            left.append(Leftover(kind=LeftoverKind.DESCRIPTOR, descriptor=fd, path=_named(target)))
    return left


def _named(target: str) -> str:
    return target.partition(":")[0] if re.match(r"^\w+:\[", target) else shown(target)


def _names_left(before: LeftoverSnapshot, after: LeftoverSnapshot, keeps: tuple[str, ...]) -> list[Leftover]:
    left = []
    for path, kind in sorted(after.names.items()):
        if path in before.names or any(path.endswith("/" + keep) for keep in keeps):
            continue
        if path.startswith("/dev/shm/"):
            found = LeftoverKind.SEMAPHORE if path.startswith("/dev/shm/sem.") else LeftoverKind.SHARED_MEMORY
        else:
            found = LeftoverKind.FIFO if kind == "fifo" else LeftoverKind.FILE
        left.append(Leftover(kind=found, path=shown(path)))
    return left


def _programs_own(mask: str) -> int:
    """The mask without signals 32 and 33: they are the C library's, which lets no program have them."""
    return int(mask or "0", 16) & ~(0b11 << 31)


def _state_left(before: LeftoverSnapshot, after: LeftoverSnapshot) -> list[Leftover]:
    left = []
    if after.folder != before.folder:
        left.append(Leftover(kind=LeftoverKind.DIRECTORY))
    first, second = ((_programs_own(look.ignored), _programs_own(look.caught)) for look in (before, after))
    if first != second:
        left.append(Leftover(kind=LeftoverKind.HANDLER))
    if after.descriptors.get(DESCRIPTOR) != before.descriptors.get(DESCRIPTOR):
        left.append(Leftover(kind=LeftoverKind.CALLERS_DESCRIPTOR, descriptor=DESCRIPTOR))
    if after.start_method != before.start_method:
        left.append(Leftover(kind=LeftoverKind.START_METHOD))
    return left
