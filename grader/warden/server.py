"""The warden's own process: takes requests from the judge, one at a time, and answers each.

Theory of operation
-------------------
Forked by the judge, with a stream socket between them (one JSON line a message). It is the tracer
of every process in the box: if it ends, however it ends, the kernel kills them all (EXITKILL); if
the judge ends, the kernel kills the warden (PDEATHSIG). It is a child subreaper, so that processes
orphaned at isolation level ``none`` come to it. The outcome is sent when nothing but the runner is alive; the
runner is ended, the box cleaned and the next runner forked while the judge thinks. The next request
is handed on as soon as it comes, and performed when the box is clean; else the box is replaced.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from typing import NoReturn

import msgspec

from grader.box.plan import BoxPlan
from grader.errors import Fault, ForkloreError, GraderError
from grader.stream import LineReader
from grader.warden.poller import Poller
from grader.warden.protocol import Ask, Reply
from grader.warden.request.bystander_check import release_signals
from grader.warden.request.loop import Request
from grader.warden.runner_slot import RunnerSlot
from grader.warden.running_box import RunningBox
from grader.warden.trace import ptrace


def serve(judge: socket.socket, plan: BoxPlan, parent: int) -> NoReturn:
    """Run the warden until the judge's end of the socket closes. Never returns."""
    status = 0
    try:
        ptrace.die_with(parent)
        ptrace.prctl(ptrace.PR_SET_CHILD_SUBREAPER, 1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        WardenServer(judge, plan).run()
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 3
    finally:
        os._exit(status)


class WardenServer:
    """One box and the requests that are made of it."""

    def __init__(self, judge: socket.socket, plan: BoxPlan) -> None:
        self._judge = judge
        self._plan = plan
        self._poller = Poller()
        self._box: RunningBox | None = None
        self._decoder = msgspec.json.Decoder(Ask)
        self._reader = LineReader()
        self._compiled: dict[tuple[str, str], str] = {}
        """The submission's text, and which marks it has, to its code, compiled before any of it ran."""
        self._asks: list[Ask] = []
        """What the judge has asked and not been answered; while one is performed, it asks nothing."""

    def run(self) -> None:
        """Start the box, then serve until the judge has nothing more to ask."""
        with contextlib.suppress(ForkloreError):
            self._next_slot()
        while True:
            while self._asks:
                self._serve_one(self._asks.pop(0))
            self._poller.wait([self._judge.fileno()], 60.0)
            if self._box is not None:
                self._box.tree.drain()
            if not self._listen():
                break
        if self._box is not None:
            self._box.end()

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
            self._poller.ignore()
        if self._asks and self._box is not None and self._box.slot is not None:
            self._box.slot.ask(self._asks[0])

    def _next_slot(self) -> RunnerSlot:
        """The slot that waits, or a new one; in a new box if there is none."""
        if self._box is None:
            self._box = RunningBox(self._plan, self._poller)
        if self._box.slot is None:
            self._box.slot = RunnerSlot(self._box)
        return self._box.slot

    def _take_slot(self) -> RunnerSlot:
        """A slot whose runner is waiting."""
        slot = self._next_slot()
        runner = slot.box.await_runner(slot)
        slot.box.slot = None
        if not runner.alive:
            slot.close()
            raise GraderError("A runner ended before its request.")
        release_signals(runner)
        return slot

    def _slot_or_new_box(self) -> RunnerSlot:
        """A slot, in a new box if the old one turns out to be broken."""
        try:
            return self._take_slot()
        except GraderError:
            self._drop_box()
            return self._take_slot()

    def _serve_one(self, ask: Ask) -> None:
        """Answer one request; then make the box ready for the next while the judge thinks."""
        answered = False
        try:
            request = _kind_of(ask)(self._slot_or_new_box(), self._poller, self._judge, ask)
            try:
                outcome = request.performed()
                self._compiled |= request.compiled()
                at_rest = request.at_rest() and not request.broken
                if at_rest:
                    request.send_kill()
                self._send(Reply(id=ask.id, outcome=outcome))
                answered = True
                if at_rest:
                    self._next_slot()
                self._poller.listen(self._judge.fileno(), self._listen_ahead)
            finally:
                request.close()
            if request.broken:
                self._drop_box()
                return
            slot = self._next_slot()
            slot.box.await_runner(slot)
            if not slot.box.clean(request.members):
                self._drop_box()
        except ForkloreError as error:
            if not answered:
                self._send(Reply(id=ask.id, fault=Fault.of(error)))
            self._drop_box()
        finally:
            self._poller.ignore()

    def _drop_box(self) -> None:
        if self._box is not None:
            with contextlib.suppress(ForkloreError):
                self._box.end()
        self._box = None

    def _send(self, reply: Reply) -> None:
        self._judge.sendall(msgspec.json.encode(reply) + b"\n")


def _kind_of(ask: Ask) -> type[Request]:
    """Who performs this request."""
    if ask.schedule is None:
        return Request
    from grader.warden.schedule.scheduled_request import ScheduledRequest

    return ScheduledRequest
