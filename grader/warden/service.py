"""The warden's own process: takes requests from the judge, one at a time, and answers each.

Theory of operation
-------------------
Forked by the judge, with a stream socket between them (one JSON line a message). It is the tracer
of every process in the box: if it ends, however it ends, the kernel kills them all (EXITKILL); if
the judge ends, the kernel kills the warden (PDEATHSIG). It is a child subreaper, so that processes
orphaned on rung ``none`` come to it. The outcome is sent as soon as all processes of the request
are gone; the box is cleaned while the judge thinks. A box that cannot be cleaned is replaced.
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
from grader.errors import ForkloreError, SetupError
from grader.evidence import Outcome
from grader.warden import ptrace
from grader.warden.ask import Ask
from grader.warden.bell import Bell
from grader.warden.cell import CREDENTIALS, Cell
from grader.warden.record import outcome
from grader.warden.watch import Watch
from grader.wire import CHUNK, chunks, dumps


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """What the warden says instead of an outcome when the fault is not the submission's."""

    sentence: str
    fix: str = ""
    setup: bool = False
    """True for a SetupError, False for a GraderError."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One line from the warden."""

    outcome: Outcome | None = None
    failure: Failure | None = None


def serve(judge: socket.socket, plan: BoxPlan, parent: int) -> NoReturn:
    """Run the warden until the judge's end of the socket closes. Never returns."""
    status = 0
    try:
        ptrace.prctl(ptrace.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)
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
        self._count = 0

    def run(self) -> None:
        """Start the box, then serve until the judge has nothing more to ask."""
        self._prepare()
        decoder = msgspec.json.Decoder(Ask)
        buffer = b""
        while True:
            line, newline, rest = buffer.partition(b"\n")
            if not newline:
                data = self._judge.recv(1 << 20)
                if not data:
                    break
                buffer += data
                continue
            buffer = rest
            self._serve_one(decoder.decode(line))
        if self._cell is not None:
            self._cell.end()

    def _prepare(self) -> None:
        """Start the box ahead of the first request; a failure is told with that request."""
        with contextlib.suppress(ForkloreError):
            self._cell = Cell(self._plan, self._bell)

    def _serve_one(self, ask: Ask) -> None:
        try:
            if self._cell is None:
                self._cell = Cell(self._plan, self._bell)
            self._send(
                Reply(outcome=Request(self._cell, self._bell, self._judge, ask, self._name()).perform())
            )
            clean = self._cell.clean()
        except ForkloreError as error:
            setup = isinstance(error, SetupError)
            self._send(Reply(failure=Failure(sentence=error.sentence, fix=error.fix, setup=setup)))
            clean = False
        if not clean and self._cell is not None:
            with contextlib.suppress(ForkloreError):
                self._cell.end()
            self._cell = None

    def _name(self) -> str:
        self._count += 1
        return f"r{self._count}"

    def _send(self, reply: Reply) -> None:
        self._judge.sendall(msgspec.json.encode(reply) + b"\n")


class Request:
    """The descriptors of one request, and the loop that watches it."""

    def __init__(self, cell: Cell, bell: Bell, judge: socket.socket, ask: Ask, name: str) -> None:
        plan = cell.plan
        scratch = (plan.work, plan.tmp, plan.stage) + ((plan.shm,) if plan.private else ())
        looked = (f"{plan.work}/{name}", plan.tmp, plan.shm)
        self._cell, self._bell, self._judge = cell, bell, judge
        self._watch = Watch(ask, cell.tree, cell.root, looked, scratch)
        self._outgoing = list(chunks(dumps(_for_runner(ask))))
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._channel.setblocking(False)
        out, out_in = os.pipe()
        err, err_in = os.pipe()
        self._streams = {out: "stdout", err: "stderr"}
        cell.watch = self._watch
        with theirs:
            cell.start(name, [theirs.fileno(), out_in, err_in])
        for fd in (out_in, err_in):
            os.close(fd)
        for fd in self._streams:
            os.set_blocking(fd, False)

    def perform(self) -> Outcome:
        """Watch until the end is known, then end and collect everything."""
        try:
            while self._watch.end is None:
                self._turn()
            wall = time.monotonic() - self._watch.begin
            for process in self._watch.members:
                self._cell.tree.note_reaped(process)
            self._cell.kill(self._watch.members)
            self._read_all()
            result = outcome(self._watch, self._cell.tree, wall)
            self._cell.tree.forget(self._watch.members)
            return result
        finally:
            self._cell.watch = None
            self._channel.close()
            for fd in list(self._streams):
                os.close(fd)

    def _turn(self) -> None:
        """Wait for anything to happen, and take it in."""
        watch = self._watch
        self._flush()
        fds = [self._channel.fileno(), self._cell.post.fileno(), self._judge.fileno(), *self._streams]
        ready = self._bell.wait(fds, watch.patience())
        self._cell.tree.drain()
        if self._judge.fileno() in ready:
            os._exit(0)
        self._read_all()
        watch.check_runner()
        if watch.settling:
            watch.settle(self._channel)
        watch.tick()

    def _flush(self) -> None:
        with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            while self._outgoing:
                self._channel.send(self._outgoing[0])
                del self._outgoing[0]

    def _read_all(self) -> None:
        """Everything that is there to read, within limits, without waiting."""
        self._read_datagrams(self._cell.post)
        self._read_datagrams(self._channel)
        for fd, stream in list(self._streams.items()):
            with contextlib.suppress(BlockingIOError):
                for _ in range(64):
                    data = os.read(fd, 1 << 16)
                    if not data:
                        os.close(fd)
                        del self._streams[fd]
                        break
                    self._watch.wrote(stream, data)

    def _read_datagrams(self, sock: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionResetError):
            for _ in range(256):
                data, ancillary, _, _ = sock.recvmsg(CHUNK + 1, 256)
                if not data:
                    return
                sender = _sender(ancillary)
                if sender not in self._cell.tree.processes:
                    self._cell.tree.drain()
                if sock is self._channel:
                    self._watch.heard(data, sender, sock)
                else:
                    self._watch.observed(data, sender)


def _sender(ancillary: list[tuple[int, int, bytes]]) -> int:
    """The attested pid; descriptors that somebody sent along are closed."""
    pid = 0
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            pid = CREDENTIALS.unpack(data[: CREDENTIALS.size])[0]
        elif level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            for start in range(0, len(data) - 3, 4):
                os.close(int.from_bytes(data[start : start + 4], "little"))
    return pid


def _for_runner(ask: Ask) -> dict[str, object]:
    """The request as the runner gets it."""
    return msgspec.to_builtins(ask)  # type: ignore[no-any-return]
