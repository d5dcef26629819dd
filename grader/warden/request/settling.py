"""What a call left, once it has settled: patience for what is just ending, and for nothing else.

Theory of operation
-------------------
The runner says that a call is over and waits. A process that still runs is a leftover, but it may
be about to end or to come back out of the function: it is watched until it sleeps. Descriptors may
be about to close (a feeder thread that is ending), and Python keeps the sentinels of processes that
were collected through ``exitcode`` until somebody asks for the active ones: the runner is told to
do that, after processes and zombies have been noted, and descriptors get :data:`SETTLE_SECONDS`.
Killed processes of an executor that was shut down its own thread collects (``kill_workers`` does not wait).
"""

from __future__ import annotations

import contextlib
import signal
import socket
import time

from grader.evidence import Leftover, LeftoverKind
from grader.runner.protocol import GO, TIDY
from grader.warden.request.leftovers import LeftoverScanner, LeftoverSnapshot, compare, not_waited, owned
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced

SETTLE_SECONDS = 1.0
CALM_LOOKS = 20


class CallSettling:
    """The looks before and after each call of one request."""

    def __init__(self, scanner: LeftoverScanner, keeps: tuple[str, ...], start_method: str) -> None:
        self.leftovers: list[Leftover] = []
        self._scanner, self._keeps, self._start_method = scanner, keeps, start_method
        self._before: LeftoverSnapshot | None = None
        self._method, self._raised, self._tidied = "", False, False
        self.notes = 0
        self._closing = False
        self._until = 0.0
        self._calm = 0
        self._running: set[Traced] = set()
        self.in_call = False
        """Whether a function of the submission is being called."""
        self._still: dict[Traced, tuple[str, int]] = {}
        self.settling = False
        """Whether the runner waits for another look soon."""

    def calling(self, channel: socket.socket, notes: int) -> None:
        """Take the look before a call; ``notes`` is where the runner notes what it opens."""
        self.in_call, self.notes = True, notes
        self._before = self._scanner.look(self._start_method)
        _tell(channel, GO)

    def returned(self, channel: socket.socket, method: str, raised: bool, closing: bool) -> None:
        """A call is over; ``closing``: the thread of an executor is still collecting its processes."""
        self.in_call = False
        self._closing = closing
        self._method, self._raised, self._tidied = method or self._start_method, raised, False
        self._wait()
        self.step(channel)

    def tidied(self, channel: socket.socket) -> None:
        """The runner has let go of what Python kept for it."""
        self._wait()
        self.step(channel)

    def _wait(self) -> None:
        self.settling = self._before is not None
        self._until = time.monotonic() + SETTLE_SECONDS
        self._calm = 0

    def step(self, channel: socket.socket, at_rest: bool = False) -> None:
        """Look again; let the runner go on when nothing is left, has had its time, or moves (``at_rest``)."""
        if not self.settling or self._before is None:
            return
        after = self._scanner.look(self._method)
        left = compare(self._before, after, self._keeps)
        descriptors = [one for one in left if one.kind is LeftoverKind.DESCRIPTOR and not self._raised]
        others = [one for one in left if one.kind is not LeftoverKind.DESCRIPTOR]
        self._running |= {p for p in after.alive - self._before.alive if owned(p)}
        self._calm += 1
        patient = not at_rest and (time.monotonic() < self._until or self._calm < CALM_LOOKS)
        owed = self._closing and any(map(_was_killed, after.zombies - self._before.zombies))
        if patient and (self._restless() or owed or (descriptors and self._tidied)):
            return
        self.settling = False
        self._note(others + [not_waited(process) for process in self._running if self._ended_alone(process)])
        self._running.clear()
        if descriptors and not self._tidied:
            self._tidied = True
            _tell(channel, TIDY)
            return
        self._note([self._scanner.traced_back(one, after, self.notes) for one in descriptors])
        _tell(channel, GO)

    def _note(self, leftovers: list[Leftover]) -> None:
        known = {*self.leftovers}
        pids = {leftover.pid for leftover in self.leftovers if leftover.pid}
        for leftover in leftovers:
            if leftover.pid not in pids and leftover not in known:
                self.leftovers.append(leftover)
                pids |= {leftover.pid} - {0}

    def _restless(self) -> bool:
        """Whether a process that was running at the return still moves: it may be about to come back."""
        for process in self._running:
            if process.alive:
                counts = procfs.switches(process.pid)
                last, still = self._still.get(process, ("", 0))
                still = still + 1 if counts == last else 0
                self._still[process] = (counts, still)
                if still < CALM_LOOKS:
                    return True
        return False

    def _ended_alone(self, process: Traced) -> bool:
        """Whether a process that ran at the return has ended, and not as one of an executor's does."""
        return not process.alive and not (self._closing and _was_killed(process) and process.reaped)


def _was_killed(process: Traced) -> bool:
    return process.exitcode in (-signal.SIGKILL, -signal.SIGTERM)


def _tell(channel: socket.socket, word: bytes) -> None:
    """Send the runner a word. One that has ended, or does not read what it is sent, is no concern of ours."""
    with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
        channel.send(word)
