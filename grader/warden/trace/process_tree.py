"""Every process of the box, as the kernel reports it to the tracer.

Theory of operation
-------------------
The warden traces the box's first process from before it runs, so every process and thread is
born traced. A stopped tracee is always resumed at once; a group stop is left in place. A traced
process that ends is reported here before its own parent can collect it: when a submission's
``waitpid`` returns, this table already knows.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.evidence import Kind, SignalRecord
from grader.runner import stackdump
from grader.warden.trace import addresses, births, procfs, ptrace, regset
from grader.warden.trace.timers import Alarms
from grader.warden.trace.unix_sockets import serves_manager

if TYPE_CHECKING:
    from grader.warden.trace.write_ledger import Ledger

STOP_SIGNALS = frozenset({signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU})
#: Signals beyond these are delivered, but not recorded.
MOST_SIGNALS = 1000
MANAGER = "manager"


@dataclass(eq=False, slots=True)
class Traced:
    """One process. ``pid`` is the warden's number for it, ``inner`` the box's."""

    pid: int
    inner: int
    parent: Traced | None
    begin: float
    kind: Kind = Kind.PROCESS
    name: str = ""
    tids: set[int] = field(default_factory=set)
    forkers: set[int] = field(default_factory=set)
    """Threads that have forked."""
    threads: int = 1
    execs: int = 0
    forked: bool = False
    """Born by a plain fork: a copy of its parent."""
    line: int = 0
    """The submission's line at which it was forked, as the submission's side says; 0 if unknown."""
    end: float | None = None
    exitcode: int | None = None
    cpu: float = 0.0
    """User and system seconds, with the children that it collected; known once it has ended."""
    orphaned: bool = False
    reaped: bool = False
    signals_held: bool = False
    """It is ours: signals do not reach it (a tracer must do what the kernel does for process 1)."""
    kill_sent: bool = False
    """The warden has sent it SIGKILL."""
    bystander: bool = False
    """A child of the caller that the submission did not start; it is in no request."""
    signals: list[int] = field(default_factory=list)
    """Of a bystander: every kind of signal that reached it."""
    children: list[Traced] = field(default_factory=list)
    alarms: Alarms = field(default_factory=Alarms)
    stopped: set[int] = field(default_factory=set)  # threads that a signal holds until another comes

    @property
    def alive(self) -> bool:
        """Whether the kernel has not yet reported its end."""
        return self.end is None


class ProcessTree:
    """The process table of one box. Feed it with :meth:`drain`."""

    def __init__(
        self,
        on_birth: Callable[[Traced], None],
        on_thread: Callable[[Traced], None],
        on_place: Callable[[Traced, int, addresses.Call], addresses.Step],
        on_return: Callable[[Traced, int], None],
    ) -> None:
        self.processes: dict[int, Traced] = {}
        self.signals: list[tuple[Traced, SignalRecord]] = []
        self.ledger: Ledger | None = None
        """Where writes are noted, while a request wants that."""
        self.events = 0
        """How many events there have been."""
        self.hold: Callable[[int, int, float], bool] | None = None
        """Who is told of an event (thread, status, CPU seconds) before us, and may keep it: a schedule."""
        self.resume: Callable[..., None] = ptrace.resume
        """How a stopped tracee is let go on; a schedule has it wait for its turn."""
        self.clock: Callable[[], float] = time.monotonic
        """What time it is for the request."""
        self._by_tid: dict[int, Traced] = {}
        self._on_birth = on_birth
        self._on_thread = on_thread
        self._on_place, self._on_return = on_place, on_return
        self._early: set[int] = set()
        """Tracees that came before the news of their birth."""

    def watch_first(self, pid: int) -> Traced:
        """Trace a process that has not done anything yet. Raises OSError if that is not permitted."""
        ptrace.seize(pid)
        return self._add(pid, None, pid)

    def drain(self) -> None:
        """Take every event that the kernel has for us, without waiting.

        Ends come first: nobody who is stopped at the news of an end runs before it is noted.
        """
        stopped: list[tuple[int, int]] = []
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status, usage = os.wait4(-1, os.WNOHANG | ptrace.WALL)
                if pid == 0:
                    break
                cpu = usage.ru_utime + usage.ru_stime
                if self.hold is not None and self.hold(pid, status, cpu):
                    continue
                if os.WIFSTOPPED(status):
                    stopped.append((pid, status))
                else:
                    self.take(pid, status, cpu)
        for pid, status in stopped:
            self.take(pid, status)

    def take(self, tid: int, status: int, cpu: float = 0.0) -> None:
        """Take in one event: the status of ``wait4`` for a thread; its CPU seconds if it has ended."""
        self.events += 1
        if os.WIFSTOPPED(status):
            self._stopped(tid, status >> 16, os.WSTOPSIG(status))
        else:
            self.ended(tid, os.waitstatus_to_exitcode(status), cpu)

    def owner(self, tid: int) -> Traced | None:
        """The process that a thread belongs to."""
        return self._by_tid.get(tid)

    def _add(self, pid: int, parent: Traced | None, inner: int) -> Traced:
        process = Traced(pid=pid, inner=inner, parent=parent, begin=self.clock())
        process.tids.add(pid)
        self.processes[pid] = self._by_tid[pid] = process
        if parent is not None:
            parent.children.append(process)
        self._on_birth(process)
        return process

    def _stopped(self, tid: int, event: int, number: int) -> None:
        process = self._by_tid.get(tid)
        if process is None:
            if event == ptrace.EVENT_STOP:
                self._early.add(tid)
            else:
                self.resume(tid)
            return
        process.stopped.discard(tid)
        if event in (ptrace.EVENT_FORK, ptrace.EVENT_VFORK, ptrace.EVENT_CLONE):
            self._born(process, ptrace.event_message(tid), event)
            if tid not in process.forkers:
                process.forkers.add(tid)
                ptrace.set_options(tid, ptrace.OPTIONS_OF_PARENTS)
        elif event == ptrace.EVENT_EXEC:
            self._executed(process, tid)
        elif event == ptrace.EVENT_EXIT:
            self.note_reaped(process)
        elif event == ptrace.EVENT_SECCOMP:
            self._told(process, tid)
            return
        elif event == ptrace.EVENT_STOP:
            if number in STOP_SIGNALS:
                process.stopped.add(tid)
                ptrace.listen(tid)
                return
            if tid not in process.forkers:
                ptrace.set_options(tid, ptrace.OPTIONS)
        elif number == ptrace.SYSCALL_STOP:
            if self.ledger is not None:
                self.ledger.returns(tid)
            self._on_return(process, tid)
        else:
            if not process.signals_held:
                self._signalled(process, tid, number)
            keep = not process.signals_held or number == signal.SIGCHLD
            self.resume(tid, number if keep else 0)
            return
        self.resume(tid)

    def _told(self, process: Traced, tid: int) -> None:
        """Take in the call that a filter reports, and let it be made."""
        if self.ledger is not None and self.ledger.begins(process, tid):
            self.resume(tid, to_return=True)
            return
        step, told = addresses.Step.GO, addresses.call(tid)
        if told is None:
            process.alarms.note(process.pid, tid)
        else:
            step = self._on_place(process, tid, told)
        if error := addresses.ERRORS.get(step):
            regset.refuse(tid, error)
        self.resume(tid, to_return=step is addresses.Step.SEE_RETURN)

    def _born(self, parent: Traced, tid: int, event: int) -> None:
        if tid == 0 or tid in self._by_tid:
            return
        status = procfs.status(tid)
        if event == ptrace.EVENT_CLONE and status is not None and status.tgid != tid:
            parent.tids.add(tid)
            parent.threads += 1
            self._by_tid[tid] = parent
            if parent.threads == 2 and parent.kind is Kind.PROCESS and serves_manager(parent.pid):
                parent.kind, parent.name = Kind.SERVICE, MANAGER
            self._on_thread(parent)
        else:
            born = self._add(tid, parent, status.inner_pid if status is not None else tid)
            born.forked = event == ptrace.EVENT_FORK
        if tid in self._early:
            self._early.discard(tid)
            self.resume(tid)

    def _executed(self, process: Traced, tid: int) -> None:
        """All other threads are gone; the one that called exec has the leader's id now."""
        for other in process.tids - {tid}:
            self._by_tid.pop(other, None)
        process.tids = {tid}
        process.execs += 1
        if process.kind is not Kind.RUNNER and process.parent is not None:
            name = births.service(process.pid, process.parent.pid)
            process.kind, process.name = (Kind.SERVICE if name else Kind.PROCESS), name

    @property
    def expecting(self) -> bool:
        """Whether a process is there whose birth has not been reported yet."""
        return bool(self._early)

    def end_foundlings(self, template: int) -> bool:
        """Kill tracees whose birth nobody will report, because who forked them was killed meanwhile.

        Whether there was one. Children of the template are spared: it is alive, and will report.
        """
        found = False
        for tid in list(self._early):
            status = procfs.status(tid)
            if status is None or status.ppid != template:
                found = True
                with contextlib.suppress(ProcessLookupError):
                    os.kill(tid, signal.SIGKILL)
        return found

    def note_reaped(self, process: Traced) -> None:
        """Of the children that have ended, find those that ``process`` has collected.

        One that it has not is still there as a zombie; call this while ``process`` exists.
        """
        for child in process.children:
            if not (child.alive or child.reaped or child.orphaned):
                child.reaped = procfs.state_and_parent(child.pid) is None

    def _signalled(self, process: Traced, tid: int, number: int) -> None:
        if number in (signal.SIGCHLD, signal.SIGTRAP, stackdump.NUMBER):
            return
        if process.bystander and number not in process.signals:
            process.signals.append(number)
        if len(self.signals) >= MOST_SIGNALS:
            return
        sender = ptrace.signal_sender(tid)
        record = SignalRecord(at=self.clock(), pid=process.inner, number=number, sender=sender)
        self.signals.append((process, record))

    def ended(self, tid: int, exitcode: int, cpu: float) -> None:
        """Take in the end of a thread or process."""
        self._early.discard(tid)
        process = self._by_tid.pop(tid, None)
        if process is None:
            return
        process.tids.discard(tid)
        if tid != process.pid:
            return
        process.end, process.exitcode, process.cpu = self.clock(), exitcode, cpu
        if process.parent is not None and process.parent.alive:
            process.orphaned = ptrace.has_ended(process.parent.pid)
        for other in process.tids:
            self._by_tid.pop(other, None)
        for child in process.children:
            child.orphaned = child.orphaned or child.alive

    def forget(self, processes: set[Traced]) -> None:
        """Drop ended processes and their signals, so that a long-lived box does not grow."""
        for process in processes:
            self.processes.pop(process.pid, None)
            if process.parent is not None and process in process.parent.children:
                process.parent.children.remove(process)
        self.signals = [(p, s) for p, s in self.signals if p not in processes]
