"""The warden's own process: takes requests from the judge, one at a time, and answers each.

Theory of operation
-------------------
Forked by the judge, with a stream socket between them (one JSON line a message). It is the tracer
of every process in the box: if it ends, however it ends, the kernel kills them all (EXITKILL); if
the judge ends, the kernel kills the warden (PDEATHSIG). It is a child subreaper, so that processes
orphaned on rung ``none`` come to it. The outcome is sent when nothing but the runner is alive; the
runner is ended, the box cleaned and the next runner forked while the judge thinks. The next request
is handed on as soon as it comes, and performed when the box is clean; else the box is replaced.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from typing import NoReturn

import msgspec

from grader.box.plan import BoxPlan
from grader.errors import Fault, ForkloreError, GraderError
from grader.evidence import Outcome
from grader.runner.request import FOLDER
from grader.stream import LineReader
from grader.warden import ptrace
from grader.warden.ask import Ask, Reply
from grader.warden.bell import Bell
from grader.warden.bystanders import bystanders, unshield
from grader.warden.cell import Cell
from grader.warden.datagrams import datagrams
from grader.warden.lane import Lane
from grader.warden.proof import Prover
from grader.warden.record import in_time, outcome
from grader.warden.tree import Traced
from grader.warden.waits import Border
from grader.warden.watch import Watch


def serve(judge: socket.socket, plan: BoxPlan, parent: int) -> NoReturn:
    """Run the warden until the judge's end of the socket closes. Never returns."""
    status = 0
    try:
        ptrace.die_with(parent)
        ptrace.prctl(ptrace.PR_SET_CHILD_SUBREAPER, 1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        Warden(judge, plan).run()
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 3
    finally:
        os._exit(status)


class Warden:
    """One box and the requests that are made of it."""

    def __init__(self, judge: socket.socket, plan: BoxPlan) -> None:
        self._judge = judge
        self._plan = plan
        self._bell = Bell()
        self._cell: Cell | None = None
        self._decoder = msgspec.json.Decoder(Ask)
        self._reader = LineReader()
        self._compiled: dict[tuple[str, bool], str] = {}
        """The submission's text, and whether it has marks, to its code, compiled before any of it ran."""
        self._asks: list[Ask] = []
        """What the judge has asked and not been answered; while one is performed, it asks nothing."""

    def run(self) -> None:
        """Start the box, then serve until the judge has nothing more to ask."""
        with contextlib.suppress(ForkloreError):
            self._next_lane()
        while True:
            while self._asks:
                self._serve_one(self._asks.pop(0))
            self._bell.wait([self._judge.fileno()], 60.0)
            if self._cell is not None:
                self._cell.tree.drain()
            if not self._listen():
                break
        if self._cell is not None:
            self._cell.end()

    def _listen(self) -> bool:
        """Take in what the judge has said; whether it is still there."""
        with contextlib.suppress(BlockingIOError):
            data = self._judge.recv(1 << 20, socket.MSG_DONTWAIT)
            self._asks += [self._with_code(self._decoder.decode(line)) for line in self._reader.feed(data)]
            return bool(data)
        return True

    def _with_code(self, ask: Ask) -> Ask:
        """The request with the submission's code, if a runner has compiled it before."""
        code = self._compiled.get(ask.text)
        return msgspec.structs.replace(ask, code={**ask.code, ask.module: code}) if code else ask

    def _listen_ahead(self) -> None:
        """While the box is made ready: hand the next request to the runner that waits for it."""
        if not self._listen():
            self._bell.ignore()
        if self._asks and self._cell is not None and self._cell.lane is not None:
            self._cell.lane.ask(self._asks[0])

    def _next_lane(self) -> Lane:
        """The lane that waits, or a new one; in a new box if there is none."""
        if self._cell is None:
            self._cell = Cell(self._plan, self._bell)
        if self._cell.lane is None:
            self._cell.lane = Lane(self._cell)
        return self._cell.lane

    def _take_lane(self) -> Lane:
        """A lane whose runner is waiting."""
        lane = self._next_lane()
        runner = lane.cell.await_runner(lane)
        lane.cell.lane = None
        if not runner.alive:
            lane.close()
            raise GraderError("A runner ended before its request.")
        unshield(runner)
        return lane

    def _lane_or_new_box(self) -> Lane:
        """A lane, in a new box if the old one turns out to be broken."""
        try:
            return self._take_lane()
        except GraderError:
            self._drop_cell()
            return self._take_lane()

    def _serve_one(self, ask: Ask) -> None:
        """Answer one request; then make the box ready for the next while the judge thinks."""
        answered = False
        try:
            request = _kind_of(ask)(self._lane_or_new_box(), self._bell, self._judge, ask)
            try:
                outcome = request.performed()
                self._compiled |= request.compiled()
                at_rest = request.at_rest() and not request.broken
                if at_rest:
                    request.doom()
                self._send(Reply(id=ask.id, outcome=outcome))
                answered = True
                if at_rest:
                    self._next_lane()
                self._bell.listen(self._judge.fileno(), self._listen_ahead)
            finally:
                request.close()
            if request.broken:
                self._drop_cell()
                return
            lane = self._next_lane()
            lane.cell.await_runner(lane)
            if not lane.cell.clean(request.members):
                self._drop_cell()
        except ForkloreError as error:
            if not answered:
                self._send(Reply(id=ask.id, fault=Fault.of(error)))
            self._drop_cell()
        finally:
            self._bell.ignore()

    def _drop_cell(self) -> None:
        if self._cell is not None:
            with contextlib.suppress(ForkloreError):
                self._cell.end()
        self._cell = None

    def _send(self, reply: Reply) -> None:
        self._judge.sendall(msgspec.json.encode(reply) + b"\n")


def _kind_of(ask: Ask) -> type[Request]:
    """Who performs this request."""
    if ask.schedule is None:
        return Request
    from grader.warden.schedule.request import ScheduledRequest

    return ScheduledRequest


class Request:
    """One request on its lane: the loop that watches it."""

    def __init__(self, lane: Lane, bell: Bell, judge: socket.socket, ask: Ask) -> None:
        plan = lane.cell.plan
        self._lane, self._cell, self._bell, self._judge = lane, lane.cell, bell, judge
        assert lane.runner is not None
        border = Border(lane.targets(lane.runner.pid), plan.closed, plan.own_folders())
        self._watch = Watch(
            ask,
            lane.cell.tree,
            lane.cell.root,
            plan.used(f"/{FOLDER}"),
            (plan.stage, *plan.used()),
            lambda members, left: Prover(lane.cell.tree, members, border, lane.cell.sees_alarms, left),
            lane.cell.belongings,
            lane.cell.bound(ask.limits),
        )
        self._cell.watch = self._watch
        self._hung_up = self.broken = False  # broken off: news may be lost, so the box is given up
        self._watch.born(lane.runner)
        lane.ask(ask)
        lane.go(ask.writes)

    def performed(self) -> Outcome:
        """What came of it, in its time."""
        told, self.broken = in_time(self.perform, self._watch, self._cell.tree)
        return told

    def perform(self) -> Outcome:
        """Watch until the end is known. What is alive then is ended here, or by :meth:`close`."""
        watch, tree = self._watch, self._cell.tree
        while watch.end is None:
            self._turn()
        wall = time.monotonic() - watch.begin
        watch.explain()
        for process in watch.members:
            if process.alive:
                tree.note_reaped(process)
        if any(process.alive for process in watch.members if process is not watch.runner):
            self._cell.kill(watch.members)
        self._read_all()
        return outcome(watch, tree, wall)

    def compiled(self) -> dict[tuple[str, bool], str]:
        """The submission's text and its code, if this runner was the first to compile it."""
        return {self._watch.ask.text: self._watch.compiled} if self._watch.compiled else {}

    def at_rest(self) -> bool:
        """Whether nothing of the request is left but its runner's first thread, which waits for us."""
        return all(
            process is self._watch.runner and len(process.tids) == 1
            for process in self._watch.members
            if process.alive
        )

    @property
    def members(self) -> set[Traced]:
        """Every process of the request, and the caller's other children."""
        return self._watch.members.union(bystanders(self._watch.runner))

    def doom(self) -> None:
        """Send what is left of a request at rest its SIGKILL, without waiting for its end."""
        self._cell.doom(self.members)

    def close(self) -> None:
        """End every process of the request and forget it."""
        try:
            self._cell.kill(self._watch.members)
            self._cell.kill(self.members)
            self._cell.tree.forget(self.members)
            self._watch.belongings.close()
        finally:
            self._cell.watch = None
            self._lane.close()
            for _ in datagrams(self._cell.post):
                pass

    def _turn(self) -> None:
        """Wait for anything to happen, and take it in."""
        watch, lane = self._watch, self._lane
        lane.flush()
        fds = [self._cell.post.fileno(), self._judge.fileno(), *lane.streams]
        if not self._hung_up:
            fds.append(lane.channel.fileno())
        ready = self._bell.wait(fds, watch.patience())
        self._cell.tree.drain()
        if self._judge.fileno() in ready:
            os._exit(0)
        self._read_all()
        watch.check_runner()
        if watch.settling:
            watch.settle(lane.channel)
        watch.tick()

    def _read_all(self) -> None:
        """Take everything that is there to read, within limits, without waiting."""
        posted, said = datagrams(self._cell.post), datagrams(self._lane.channel)
        self._hung_up = self._hung_up or (b"", 0) in said
        if posted or said:
            self._cell.tree.drain()
        for data, sender in posted:
            self._watch.observed(data, sender)
        for data, sender in said:
            if data:
                self._watch.heard(data, sender, self._lane.channel)
        for stream, output in self._lane.read_output():
            self._watch.wrote(stream, output)
