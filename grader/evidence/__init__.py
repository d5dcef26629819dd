"""What the kernel showed while one request ran.

Pure data. Times are seconds since the request began. Process ids are those that the
submission itself sees (inside the box).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from grader.evidence.played import Played, PlayedStep, PlayedTurn
from grader.evidence.reasons import Reason, Why

__all__ = [
    "ANY_CHILD",
    "Bystander",
    "End",
    "Escape",
    "Evidence",
    "Kind",
    "Leftover",
    "LeftoverKind",
    "Observation",
    "Outcome",
    "Played",
    "PlayedStep",
    "PlayedTurn",
    "ProcessRecord",
    "PutRecord",
    "Reason",
    "SignalRecord",
    "WaitRecord",
    "Why",
    "WriteRecord",
]


class Kind(StrEnum):
    """What a process in the tree is."""

    RUNNER = "runner"
    """The process that loaded the submission and called it: the submission's "caller"."""
    PROCESS = "process"
    """A process that the submission (or the scenario) started."""
    SERVICE = "service"
    """One of Python's own: resource tracker, fork server, a manager's server."""


class ProcessRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One process, from the moment the kernel reported its birth."""

    pid: int
    parent: int
    """The process that forked it (not who adopted it later); 0 for the runner."""
    kind: Kind
    name: str = ""
    """For services: ``resource_tracker``, ``forkserver`` or ``manager``; ``main`` for a program's first."""
    begin: float
    end: float | None = None
    """When it ended, ``None`` if it was alive when the request was over."""
    exitcode: int | None = None
    """As ``Process.exitcode``: n for ``exit(n)``, −N for signal N, ``None`` if it was ended by the warden."""
    orphaned: bool = False
    """Its parent ended first."""
    reaped: bool = False
    """Its parent collected it (itself or through a library) while the request ran."""
    threads: int = 1
    """How many threads it ever had, the first included."""
    execs: int = 0


class SignalRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One signal delivered to a process (SIGCHLD is left out)."""

    at: float
    pid: int
    """Who received it."""
    number: int
    sender: int
    """Who sent it, 0 for the kernel."""


class Bystander(msgspec.Struct, frozen=True, kw_only=True):
    """A child of the caller that the submission did not start, and what became of it."""

    pid: int
    running: bool
    """Whether it was running when the request began; else it had ended and nobody had collected it."""
    collected: bool = False
    """Its exit status was taken."""
    signals: list[int] = []
    """What was sent to it."""


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One ``observe(value)``; ``pid`` is attested by the kernel, ``value`` is a claim."""

    at: float
    pid: int
    value: object


class WriteRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that one process put into one place, in one or more calls with no other place between them."""

    pid: int
    place: str
    """The pipe, FIFO or file: device and inode, ``DEVICE:INODE``."""
    path: str
    """How the kernel named it then: a path, or ``pipe:[INODE]``."""
    is_fifo: bool
    """Whether it is a pipe, with a name or without."""
    begin: float
    """When the first of the calls returned."""
    end: float
    size: int
    """How many bytes the kernel took."""
    data: bytes
    """The first of them; fewer than ``size`` past the limits of a request, and where no memory was read."""
    mapped: bool = False
    """It mapped the place into its memory, shared with others: what it writes there no call tells."""

    @property
    def unseen(self) -> int:
        """How many of the bytes are known by their number only."""
        return self.size - len(self.data)


class LeftoverKind(StrEnum):
    """What kind of thing was left behind."""

    PROCESS = "process"
    ZOMBIE = "zombie"
    DESCRIPTOR = "descriptor"
    SHARED_MEMORY = "shared memory"
    SEMAPHORE = "semaphore"
    FIFO = "fifo"
    FILE = "file"
    HANDLER = "signal handler"
    DIRECTORY = "working directory"
    START_METHOD = "start method"
    CALLERS_DESCRIPTOR = "caller's descriptor"


class Leftover(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was still there when the submission's function returned."""

    kind: LeftoverKind
    what: str = ""
    """In a report: a sentence of the facts below."""
    pid: int = 0
    """The process that was left behind; 0 for anything else."""
    parent: int = 0
    """The process that forked it."""
    line: int = 0
    """The submission's line at which it was forked, or a descriptor opened; 0 if unknown."""
    descriptor: int = -1
    """The number of a descriptor, -1 for anything else."""
    path: str = ""
    """Where it is, or where the descriptor leads: a path, or a word such as ``pipe`` or ``socket``."""


#: The target of a wait that any child's end would end.
ANY_CHILD: Final = "any child"


class PutRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The last item that one process has put into a queue, as the submission's side says."""

    pid: int
    line: int
    """The submission's line that put it."""


class WaitRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What one thread was doing when a request that did not end was looked at for the last time."""

    pid: int
    first: bool
    """Whether it is the first thread of its process."""
    kind: str
    """child, read, write, poll, lock, shared lock, fifo, signal, file lock, ipc, stopped: a wait without time
    limit for that; sleep, timed, running, outside, unknown: anything that may end by itself."""
    on: list[int] = []
    """Processes that could end the wait, its own included where that could."""
    target: str = ""
    """The pipe, FIFO or lock, by the kernel's name for it; for child :data:`ANY_CHILD`, or empty."""
    call: str = ""
    """The innermost Python function, for example ``join``; empty if unknown."""
    function: str = ""
    """The function of the submission that the thread is in."""
    line: int | None = None
    """Its line in the submission's file."""
    file: str = ""
    """The file of that line, where more than one is meant."""
    holder: int = 0
    """For shared lock: the process that has taken the lock and not released it, as the submission's side
    says; 0 if unknown."""
    origin: int = 0
    """The submission's line at which the holder took the lock, or at which the pipe or socket of a read or
    write was opened, as the submission's side says; 0 if unknown."""
    puts: list[PutRecord] = []
    """For who waits for an item of a queue: all who have put one, if that is known. For a thread that writes
    a process's items: that process."""
    aside: bool = False
    """Whether its process takes no part in the deadlock of the others."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the warden saw of one request."""

    witness: str
    """``ptrace``: every fork, exec, exit and signal was reported by the kernel."""
    ran_free: str = ""
    """Why nobody decided the order and the clock of a request for which somebody should have."""
    processes: list[ProcessRecord]
    signals: list[SignalRecord]
    observations: list[Observation]
    leftovers: list[Leftover]
    writes: list[WriteRecord] = []
    """Who wrote what where, for a request that asked for it; in the order in which the calls returned."""
    waits: list[WaitRecord] = []
    """For a request that did not end: every thread, the caller's first."""
    bystanders: list[Bystander] = []
    """The caller's other children: the one that ran, then the one that had ended."""
    peak_processes: int = 0
    peak_memory_bytes: int = 0
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    forgiven_seconds: float = 0.0
    """Of these, seconds that do not count: others held the CPUs."""
    output_bytes: int = 0
    omitted: dict[str, int] = {}
    """In a report: how many of ``observations``, ``leftovers`` and so on there was no room for."""


class End(StrEnum):
    """How a request ended."""

    ANSWERED = "answered"
    DIED = "died"
    """The runner ended without an answer (``os._exit``, a signal)."""
    LIMIT = "limit"
    DEADLOCK = "deadlock"
    """It was proved that the request can never end."""
    VIOLATION = "violation"
    """The protocol was violated: a malformed, doubled or foreign answer."""


class Escape(msgspec.Struct, frozen=True, kw_only=True):
    """A forked process came back out of the submission's function."""

    pid: int
    by: str
    """``return`` or the name of the exception type."""
    text: str = ""
    line: int = 0
    """Where it raised, 0 if it returned or that is not known."""
    forked: int = 0
    """The submission's line at which it was forked, as it says itself; 0 if unknown."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence plus what the runner answered; no judgement."""

    end: End
    answer: str = ""
    """The runner's answer, raw JSON: a claim."""
    limit: str = ""
    """The name of the limit that ended the request, a field of :class:`grader.limits.Limits`."""
    reason: Reason | None = None
    """What was seen when it ended; for VIOLATION what was violated."""
    exitcode: int | None = None
    """For DIED: the runner's exit code, as ``Process.exitcode``."""
    escapes: list[Escape] = []
    stdout: str = ""
    stderr: str = ""
    evidence: Evidence
    played: Played | None = None
    """For a scheduled request."""
