"""One request under watch: from its start to the moment when its end is known.

Theory of operation
-------------------
The request's processes are the runner and everything born of it. Four sources speak: the kernel
(through the tree), the runner's channel, the observation post and the output pipes. Messages on
the channel are believed only as far as their sender, which the kernel attests (SCM_CREDENTIALS):
the answer and the marks of a call must come from the runner itself, an escape from anybody else.
The first of answer, death, limit and violation decides; what comes later is not heard.
"""

from __future__ import annotations

import functools
import socket
import time
from collections.abc import Callable
from typing import Any

from grader import wire
from grader.evidence import End, Escape, Kind, Leftover, Reason, WaitRecord, Why
from grader.limits import GRACE_SECONDS, STEPS, real_seconds
from grader.warden.deadlock.partial_proof import aside
from grader.warden.deadlock.proof import SnapshotSource
from grader.warden.protocol import Ask
from grader.warden.request import overdue
from grader.warden.request.belongings import Belongings
from grader.warden.request.last_look import last_look
from grader.warden.request.leftovers import LeftoverScanner, owned, still_running
from grader.warden.request.settling import CallSettling
from grader.warden.request.usage import Exceeded, Meter
from grader.warden.request.wall_clock import WallClock
from grader.warden.trace.addresses import Call
from grader.warden.trace.noted_lines import NotedLines
from grader.warden.trace.process_tree import ProcessTree, Traced
from grader.warden.trace.procfs import shown

MOST_ESCAPES = 20
#: Calls to addresses outside that are refused before a request is ended for it.
MOST_REFUSED = 1000


class Monitor:
    """State of one request."""

    def __init__(
        self,
        ask: Ask,
        tree: ProcessTree,
        root: str,
        looked: tuple[str, ...],
        scratch: tuple[str, ...],
        prover: Callable[[set[Traced], Callable[[], float]], SnapshotSource],
        belongings: Callable[[set[Traced]], Belongings],
        overran: Callable[[], bool] = lambda: False,
    ) -> None:
        self.ask = ask
        self.begin = time.monotonic()
        self.members: set[Traced] = set()
        self.runner: Traced | None = None
        self.belongings = belongings(self.members)
        self.meter = Meter(ask.limits, self.members, self.belongings, overran)
        self.end: End | None = None
        self.answer = ""
        self.compiled = ""
        """The submission's code, which the runner tells before it runs any of it."""
        self.limit = ""
        self.reason: Reason | None = None
        self.escapes: list[Escape] = []
        self.observations: list[tuple[float, Traced | None, Any]] = []
        self._abandoned: list[Leftover] = []
        self.waits: list[WaitRecord] = []
        self._aside: set[Traced] | None = None
        """Processes that take no part in a deadlock of the others."""
        self._refused = 0
        self.output: dict[str, bytearray] = {"stdout": bytearray(), "stderr": bytearray()}
        self._tree = tree
        self._root = root
        self._looked = looked
        self._scratch = scratch
        self._call_settling: CallSettling | None = None
        self._assembler = wire.Assembler(ask.limits.answer_bytes)
        self._next_sample = self.begin + 0.05
        self.clock = WallClock(real_seconds(ask.limits, ask.schedule is not None), self.members)
        self.prover: SnapshotSource = prover(self.members, self.clock.remaining)

    # -- what the kernel says ---------------------------------------------------------------

    def born(self, process: Traced) -> None:
        """A process began somewhere below the template."""
        if process in self.members:
            return
        if self.runner is None:
            self.runner = process
            process.kind = Kind.RUNNER
            scanner = LeftoverScanner(
                self._tree, process, self.members, self._root, self._looked, self.belongings
            )
            self._call_settling = CallSettling(scanner, self.ask.keeps, self.ask.start_method)
        self.members.add(process)
        self._exceeded(self.meter.born(process))

    def threaded(self) -> None:
        """A thread began."""
        self._exceeded(self.meter.threaded())

    def trespassed(self, address: str) -> bool:
        """A process turned to a socket that is not the box's, and is refused; whether it is to be ended.

        The C library asks system services so. Who asks again and again is looking for a way out.
        """
        self._refused += 1
        if self._refused > MOST_REFUSED:
            self._finish(End.VIOLATION, Reason(Why.LEFT_BOX, name=shown(address)))
        return self._refused > MOST_REFUSED

    def makes(self, process: Traced, tid: int, call: Call) -> bool:
        """A process is about to make a name or a file in memory; whether its return has to be seen."""
        self._next_sample = min(self._next_sample, self.meter.soonest)
        if self.belongings.are_too_many():
            self._finish(End.LIMIT, Reason(Why.SHARED_FILES), "disk_bytes")
        return self.belongings.begins(process, tid, call)

    def check_runner(self) -> None:
        """Notice the runner's death."""
        if self.end is None and self.runner is not None and not self.runner.alive:
            self._finish(End.DIED)
            self._abandoned += [still_running(process) for process in self._left_alive()]

    def _left_alive(self) -> list[Traced]:
        """Processes that are still there at the end and have not been noted at the end of a call."""
        known = {leftover.pid for leftover in self.leftovers}
        left = (p for p in self.members if p.alive and p is not self.runner and owned(p))
        return sorted((p for p in left if p.inner not in known), key=lambda p: p.begin)

    # -- what the submission's side says ----------------------------------------------------

    def heard(self, datagram: bytes, sender: int, channel: socket.socket) -> None:
        """One datagram on the channel, from the process with pid ``sender``."""
        if self.end is not None or self.runner is None:
            return
        if sender != self.runner.pid:
            self._foreign(datagram, sender)
            return
        try:
            whole = self._assembler.feed(datagram)
            if whole is not None:
                self._message(wire.loads(whole), whole, channel)
        except wire.TooLarge:
            self._finish(End.LIMIT, Reason(Why.ANSWER, self.ask.limits.answer_bytes), "answer_bytes")
        except wire.WireError as error:
            self._finish(End.VIOLATION, Reason(Why.UNREADABLE, name=str(error)))

    def _message(self, message: Any, whole: bytes, channel: socket.socket) -> None:  # noqa: ANN401 - JSON
        assert self._call_settling is not None
        match message:
            case {"compiled": str(code)} if not (self.compiled or self.ask.module in self.ask.code):
                self.compiled = code
            case {"calling": str(), "notes": int(notes)}:
                self._call_settling.calling(channel, notes)
            case {
                "returned": str(),
                "raised": bool(raised),
                "start_method": str(method),
                "forks": list(forks),
                "closing": bool(closing),
            }:
                self._place(forks)
                self._call_settling.returned(channel, method, raised, closing)
            case {"tidied": True}:
                self._call_settling.tidied(channel)
            case {"answer": dict()} if self._call_settling.in_call:
                self._finish(End.VIOLATION, Reason(Why.EARLY))
            case {"answer": dict(said), "id": str(given)} if given == self.ask.id:
                if "value" not in said:  # perhaps the disk was full
                    self._exceeded(self.meter.sample(self._root, self._scratch))
                self.answer = whole.decode("ascii")
                self._finish(End.ANSWERED)
                self._abandoned += [still_running(p) for p in self._left_alive()]
            case _:
                self._finish(End.VIOLATION, Reason(Why.NO_ANSWER))

    def _place(self, lines: list[Any]) -> None:
        """Note the lines at which the caller says that it forked, if they are as many as its forks."""
        assert self.runner is not None
        forked = [p for p in self.runner.children if p.forked and not p.bystander]
        if len(lines) == len(forked) and all(type(line) is int for line in lines):
            for process, line in zip(forked, lines, strict=True):
                process.line = line

    def _foreign(self, datagram: bytes, sender: int) -> None:
        process = self._tree.processes.get(sender)
        try:
            match wire.loads(datagram[1:]):
                case {
                    "escape": {"by": str(by), "text": str(text), "line": int(line), "forked": int(forked)}
                } if process is not None:
                    if len(self.escapes) < MOST_ESCAPES:
                        where = {"line": line, "forked": forked}
                        self.escapes.append(Escape(pid=process.inner, by=by[:100], text=text[:2000], **where))
                case _:
                    self._finish(End.VIOLATION, Reason(Why.FOREIGN))
        except wire.WireError:
            self._finish(End.VIOLATION, Reason(Why.FOREIGN))

    def observed(self, datagram: bytes, sender: int) -> None:
        """One observation. What a process outside of the request says is not heard."""
        process = self._tree.processes.get(sender)
        if process not in self.members:
            return
        try:
            value = wire.loads(datagram)
            wire.decode(value)
        except wire.WireError:
            self._finish(End.VIOLATION, Reason(Why.UNREADABLE_REPORT))
            return
        self.observations.append((self._tree.clock(), process, value))
        self._exceeded(self.meter.observed(len(datagram)))

    def wrote(self, stream: str, data: bytes) -> None:
        """Output of any process."""
        kept = self.output[stream]
        kept += data[: max(0, self.ask.limits.output_bytes - len(kept))]
        self._exceeded(self.meter.wrote(len(data)))

    @property
    def leftovers(self) -> list[Leftover]:
        """What calls left, and what outlived a runner that died."""
        return (self._call_settling.leftovers if self._call_settling is not None else []) + self._abandoned

    @property
    def settling(self) -> bool:
        """Whether the runner waits for us to look again soon."""
        return self.end is None and self._call_settling is not None and self._call_settling.settling

    def settle(self, channel: socket.socket, at_rest: bool = False) -> None:
        """Look again at what a call left."""
        if self._call_settling is not None:
            self._call_settling.step(channel, at_rest)

    # -- limits -----------------------------------------------------------------------------

    def tick(self) -> None:
        """Look at the clock, and now and then at memory, CPU and disk."""
        now = time.monotonic()
        if self.end is not None:
            return
        if self.clock.expired():
            assert self.runner is not None
            looks, ours = self.prover.look, self.prover.boundary.ours
            self._aside = aside(looks, self._tree.drain, self.runner, ours) if not self.settling else None
            if self._aside:
                self._finish(End.DEADLOCK, Reason(Why.REST_APART))
                return
            self.overdue(Reason(Why.STILL_GOING, self.clock.limit))
            return
        if self.runner is not None and not self.settling and self.prover.proved(self.runner):
            self._finish(End.DEADLOCK, Reason(Why.ALL_BLOCKED))
        if now >= self._next_sample:
            self.clock.sample()
            self._exceeded(self.meter.sample(self._root, self._scratch))
            usual = min(0.2, max(0.05, (now - self.begin) / 10))
            self._next_sample = self.meter.next_sample(usual)

    def overdue(self, reason: Reason, limit: str = "wall_seconds") -> None:
        """The request has taken too long: in seconds, in steps, or by a clock of its own."""
        self._finish(End.LIMIT, reason, limit)

    def explain(self) -> None:
        """For a request that did not end: note what every thread does, before anything is ended."""
        if self.end is End.DEADLOCK or (self.end is End.LIMIT and self.limit in ("wall_seconds", STEPS)):
            assert self.runner is not None
            left = functools.partial(self.clock.left, GRACE_SECONDS - 2 * overdue.ENDING)
            stuck, aside, file = self.end is End.DEADLOCK, self._aside or set(), f"{self.ask.module}.py"
            notes = self._call_settling.notes if self._call_settling is not None else 0
            noted = NotedLines.told(notes, self.ask.schedule is not None, self.members)
            self.waits = last_look(self.prover, self._tree, self.runner, stuck, file, aside, left, noted)

    def give_up(self) -> None:
        """Be done with a request that has kept the warden from looking: what was seen so far has to do."""
        self._finish(End.LIMIT, Reason(Why.INATTENTION), overdue.LIMIT)

    def patience(self) -> float:
        """Seconds until :meth:`tick` wants to be called again."""
        if self.settling:
            return 0.003
        soonest = min(self._next_sample, self.prover.next_look, time.monotonic() + self.clock.remaining())
        return max(0.0, soonest - time.monotonic()) + 0.001

    def _exceeded(self, found: Exceeded | None) -> None:
        if found is not None:
            self._finish(End.LIMIT, found.reason, found.limit)

    def _finish(self, end: End, reason: Reason | None = None, limit: str = "") -> None:
        if self.end is None and end is not End.LIMIT and self.meter.overran():
            memory = self.meter.out_of_memory
            end, reason, limit = End.LIMIT, memory.reason, memory.limit
        if self.end is None:
            self.end, self.reason, self.limit = end, reason, limit
