"""The judge's end of the line to its warden: start one, ask, get outcomes."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections import deque

import msgspec

from grader.box.plan import BoxPlan
from grader.errors import GraderError
from grader.evidence import Outcome
from grader.stream import LineReader
from grader.warden.protocol import Ask, Reply
from grader.warden.schedule import scheduled_request as _scheduled  # noqa: F401 - once, before wardens are forked
from grader.warden.server import serve

#: The judge's ends of all lines: a warden that kept another's would keep it from hearing its end.
_ends: set[socket.socket] = set()


class Warden:
    """A warden of one's own, with its box, for one submission. Use it as a context manager."""

    def __init__(self, plan: BoxPlan) -> None:
        self._decoder = msgspec.json.Decoder(Reply)
        self._socket, theirs = socket.socketpair()
        _ends.add(self._socket)
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            for end in _ends:
                end.close()
            serve(theirs, plan, parent)
        theirs.close()
        self._reader = LineReader()
        self._lines: deque[bytes] = deque()

    def ask(self, ask: Ask) -> Outcome:
        """Make one request and wait for its outcome. Raises SetupError or GraderError."""
        try:
            self._socket.sendall(msgspec.json.encode(ask) + b"\n")
            reply = self._reply()
            while reply.id != ask.id:  # an answer that an earlier, interrupted call did not wait for
                reply = self._reply()
        except OSError as error:
            raise GraderError(f"The warden is gone: {error}") from error
        if reply.outcome is not None:
            return reply.outcome
        if reply.fault is None:
            raise GraderError("The warden's answer is empty.")
        raise reply.fault.raised()

    def _reply(self) -> Reply:
        while not self._lines:
            data = self._socket.recv(1 << 20)
            if not data:
                raise GraderError("The warden ended without an answer.")
            self._lines += self._reader.feed(data)
        return self._decoder.decode(self._lines.popleft())

    def close(self) -> None:
        """End the box and the warden."""
        _ends.discard(self._socket)
        self._socket.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def kill(self) -> None:
        """End them at once."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.close()

    def __enter__(self) -> Warden:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
