"""One program under watch, from its start to the end of everything that it started.

Theory of operation
-------------------
We wait for signals, which come with every event of a traced process, and now and then look whether the
program can still go on. We take no part in what it does: the terminal and the descriptors are its own.
When its first process stops, so do we, for a shell looks at us. When it ends, what it left has a moment to
end by itself; then it is ended. If we are killed, the kernel ends everything that is traced.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from grader.evidence import Kind
from grader.programs import birth, open_boundary
from grader.programs.ear import Ear
from grader.programs.made_names import Names
from grader.programs.stuck_part import PartWatcher
from grader.warden.deadlock.proof import Prover
from grader.warden.request.wall_clock import WallClock
from grader.warden.trace import addresses, procfs, ptrace
from grader.warden.trace.process_tree import ProcessTree, Traced

#: Seconds that processes have to end by themselves: any, and Python's own services, which clean up.
MOMENT: Final = 0.3
SERVICES_MOMENT: Final = 3.0
#: Seconds from SIGTERM to SIGKILL for what a program has left running.
TERM_SECONDS: Final = 0.5
#: More ended processes than this are forgotten, the oldest first.
MOST_REMEMBERED: Final = 3000
#: Longest wait for a signal that cannot be missed: as a fence.
LONGEST_WAIT: Final = 1.0
STACK_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Wishes:
    """What was asked for beside the program itself."""

    timeout: float | None = None
    memory: int | None = None
    launchers: int = 0
    """So many processes come before the program itself: they put it into a box."""


class Companion(Protocol):
    """Who watches parts of a program beside the whole."""

    def join(self, program: Program) -> None:
        """Begin: the program is there."""

    def born(self, process: Traced) -> None:
        """A process began."""

    def made(self, process: Traced, path: str) -> None:
        """A process is about to make this name."""

    def fds(self) -> list[int]:
        """Descriptors to wait for."""

    def turn(self) -> float:
        """Take in what has come; seconds until the next turn has to be."""

    def posts(self) -> frozenset[str]:
        """Our ends of the sockets over which we are spoken to."""

    @property
    def heard(self) -> int:
        """The signals that somebody outside may send, as a mask."""

    @property
    def busy(self) -> bool:
        """Whether a part is watched now: the whole is not judged then."""


class Program:
    """A program, started and traced."""

    def __init__(self, argv: Sequence[str], wishes: Wishes, companion: Companion | None = None) -> None:
        self.argv, self._companion = argv, companion
        self.begin = time.monotonic()
        self.members: set[Traced] = set()
        self.names = Names()
        self.stuck = ""
        """``deadlock`` or ``timeout``, if it did not end by itself."""
        if wishes.launchers:
            self.names.folders = ()  # those of a box are its own, and end with it
        names, files = open_boundary.inherited()
        self.tree = ProcessTree(self._born, lambda _: None, self._makes, lambda *_: None)
        self._ear = Ear()
        self._stops = False
        self._next_turn = LONGEST_WAIT
        self.forgotten = 0
        self._launchers_left = wishes.launchers
        try:
            self.root, told = birth.start(argv, self.tree, self._ear.before, wishes.memory)
        except BaseException:
            self._ear.close()
            raise
        if not wishes.launchers:
            self._is_root(self.root)
        self.boundary = open_boundary.OpenBoundary(
            ours=names,
            closed=False,
            folders=(),
            members=self.alive,
            spoken_to=files,
            posts=companion.posts if companion is not None else frozenset,
            heard=companion.heard if companion is not None else open_boundary.SENT,
        )
        self.sees_alarms = told
        self.prover = Prover(self.tree, self.members, self.boundary, told, lambda: STACK_SECONDS)
        self.part = PartWatcher(
            self.tree, self.members, self.prover, self.root, told, self.boundary.heard
        )  # of a program in a box there is none: what made the box is no part of it
        self._deadline = self.begin + wishes.timeout if wishes.timeout is not None else None
        if companion is not None:
            companion.join(self)

    def alive(self) -> list[Traced]:
        """The processes that have not ended."""
        return [process for process in self.members if process.alive]

    def watch(self, notice: Callable[[set[Traced]], None]) -> None:
        """Watch until it ends, or it is known that it never will, or its time is over.

        ``notice`` is told once of the processes that go on, if a part of it is stuck beside them.
        """
        while self.root.alive and not self.stuck:
            self._listen()
            if not self.root.alive:
                break
            self._next_turn = self._companion.turn() if self._companion is not None else LONGEST_WAIT
            parts = self._companion is not None and self._companion.busy
            if not parts and self.prover.proved(self.root):
                self.stuck = "deadlock"
            elif self._deadline is not None and time.monotonic() >= self._deadline:
                self.stuck = "timeout"
            elif not parts and (others := self.part.found()):
                notice(others)
            self._forget()

    def settle(self) -> list[Traced]:
        """Give what is left of an ended program its moment; return what still runs then."""
        self._until(lambda: not self._left(), MOMENT)
        left = self._left()
        if not left:
            self._until(lambda: not self.alive(), SERVICES_MOMENT)
        return left

    def end(self, at_once: bool) -> None:
        """End everything; services last, for they clean up. Whoever has lost its parent is collected here."""
        ptrace.prctl(ptrace.PR_SET_CHILD_SUBREAPER, 1)
        if not at_once:
            self._send(signal.SIGTERM, self._left())
            self._until(lambda: not self._left(), TERM_SECONDS)
        self._kill(self._left)
        self._until(lambda: not self.alive(), SERVICES_MOMENT)
        self._kill(self.alive)

    def close(self) -> None:
        """Let go of the signals. Everything has ended."""
        self._ear.close()

    def drain(self) -> None:
        """Take in what the kernel has to tell."""
        self.tree.drain()

    # -- in the loop ------------------------------------------------------------------------

    def _is_root(self, process: Traced) -> None:
        self.root = process
        process.kind, process.name = Kind.RUNNER, "main"

    def _born(self, process: Traced) -> None:
        if self._launchers_left:
            self._launchers_left -= 1
            return
        if not self.members and process.parent is not None:
            self._is_root(process)
        self.members.add(process)
        if self._companion is not None:
            self._companion.born(process)

    def _makes(self, process: Traced, _tid: int, call: addresses.Call) -> addresses.Step:
        path = self.names.made(process.pid, call)
        if self._companion is not None and path:
            self._companion.made(process, path)
        return addresses.Step.GO

    def _listen(self) -> None:
        """Take in events until it is time for a look, somebody speaks to us, or the program has ended."""
        fds = self._companion.fds() if self._companion is not None else ()
        until = time.monotonic() + self._patience()
        while self.root.alive:
            left = until - time.monotonic()
            spoken_to = self._ear.wait(left, fds)
            self._take()
            self._mirror_stop()
            if spoken_to or left <= 0:
                return

    def _patience(self) -> float:
        parts = self._companion is not None and self._companion.busy
        until = time.monotonic() + LONGEST_WAIT if parts else min(self.prover.next_look, self.part.next_look)
        if self._deadline is not None:
            until = min(until, self._deadline)
        return min(self._next_turn, max(0.0, until - time.monotonic()) + 0.001)

    def _take(self) -> None:
        """Take in what the kernel tells, and pass on what was meant for the program."""
        heard = self._ear.heard()
        self.tree.drain()
        for number, sender in heard:
            known = any(
                process is self.root and record.number == number and record.sender == sender
                for process, record in self.tree.signals[-10:]
            )
            if sender not in self.tree.processes and not known and not self._is_pending(number):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.root.pid, number)

    def _is_pending(self, number: int) -> bool:
        return number in procfs.pending_signals(self.root.pid)

    def _mirror_stop(self) -> None:
        """Stop with the program, and go on when somebody has us both go on."""
        stops = self.root.alive and self.root.pid in self.root.stopped
        if stops and not self._stops:
            os.kill(os.getpid(), signal.SIGSTOP)
        self._stops = stops

    def _forget(self) -> None:
        if len(self.members) > MOST_REMEMBERED:
            ended = [one for one in self.members if not one.alive and not any(c.alive for c in one.children)]
            gone = set(sorted(ended, key=lambda one: one.end or 0.0)[: MOST_REMEMBERED // 2])
            self.tree.forget(gone)
            self.members -= gone
            self.forgotten += len(gone)

    # -- at the end -------------------------------------------------------------------------

    def _left(self) -> list[Traced]:
        return [process for process in self.alive() if process.kind is not Kind.SERVICE]

    def _until(self, done: Callable[[], bool], seconds: float) -> None:
        """Wait, so many seconds as on a machine with nothing else to do."""
        clock = WallClock(seconds, self.members)
        self._take()
        while not done() and not clock.expired():
            self._ear.wait(min(max(0.0, clock.remaining()), 0.05))
            self._take()

    def _send(self, number: int, processes: Sequence[Traced]) -> None:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, number)

    def _kill(self, which: Callable[[], list[Traced]]) -> None:
        """Kill until nobody is left: somebody may fork meanwhile."""
        while processes := which():
            for process in processes:
                process.kill_sent = True
            self._send(signal.SIGKILL, processes)
            self._until(lambda: not which(), 0.05)
