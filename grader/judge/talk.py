"""A judging session at work: start it, hear what it says, end it and all below it.

Theory of operation
-------------------
The session is told its order in the first line of its standard input, and further submissions, if it is to
expect them, in the lines that follow. It says what it knows through a pipe, one JSON line a message.
"""

from __future__ import annotations

import contextlib
import os
import selectors
from collections.abc import Iterator
from typing import IO, Final

import msgspec

from grader.errors import GraderError
from grader.judge.__main__ import taken
from grader.judge.protocol import Line, Order, SessionFile
from grader.stream import LineReader
from grader.warden import cgroup

#: What :meth:`Talk.lines` yields when the session has said nothing for so many seconds.
SILENCE: Final = Line()
TICK_SECONDS: Final = 0.5


class Talk:
    """A session, and what it says. Use it as a context manager."""

    def __init__(self, order: Order) -> None:
        self._decoder = msgspec.json.Decoder(Line)
        self._reader = LineReader()
        self._more = order.more
        self._session = taken()
        self._session.try_out(msgspec.json.encode(order.trial) if order.needs_box else b"")
        self._tell(order)

    def fileno(self) -> int:
        """Return the descriptor that is readable when the session has said something."""
        return self._session.out

    def hand_in(self, submitted: SessionFile) -> None:
        """Give the session a further submission."""
        self._tell(submitted)

    def heard(self) -> list[Line] | None:
        """Return what the session has said, wait for it if it said nothing; None when it has ended.

        Raises what it reports, or GraderError if it failed.
        """
        data = os.read(self._session.out, 1 << 20)
        if not data:
            if code := self._session.process.wait():
                raise GraderError(f"The judging session failed: {_last_line(self._session.errors) or code}")
            return None
        lines = [self._decoder.decode(text) for text in self._reader.feed(data)]
        for line in lines:
            if line.fault is not None:
                raise line.fault.raised()
        return lines

    def lines(self) -> Iterator[Line]:
        """Yield what the session says until it ends, and an empty line where it is silent."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._session.out, selectors.EVENT_READ)
            while True:
                if not selector.select(TICK_SECONDS):
                    yield SILENCE
                    continue
                lines = self.heard()
                if lines is None:
                    return
                yield from lines

    def close(self) -> None:
        """End the session, and all below it."""
        self._session.end()
        cgroup.remove_all(self._session.process.pid)

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _tell(self, message: Order | SessionFile) -> None:
        stdin = self._session.process.stdin
        assert stdin is not None
        with contextlib.suppress(BrokenPipeError):
            stdin.write(msgspec.json.encode(message) + b"\n")
            stdin.flush()
            if not self._more:
                stdin.close()


def _last_line(file: IO[bytes]) -> str:
    file.seek(0)
    lines = file.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
