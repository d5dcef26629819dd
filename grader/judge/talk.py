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
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import msgspec

import grader
from grader.errors import GraderError
from grader.judge.protocol import Line, Order, SessionFile
from grader.stream import LineReader
from grader.warden import cgroup, inherited

#: What :meth:`Talk.lines` yields when the session has said nothing for so many seconds.
SILENCE: Final = Line()
TICK_SECONDS: Final = 0.5


class Talk:
    """A session, and what it says. Use it as a context manager."""

    def __init__(self, order: Order) -> None:
        self._decoder = msgspec.json.Decoder(Line)
        self._reader = LineReader()
        self._more = order.more
        self._said = tempfile.TemporaryFile(dir=order.folder)  # noqa: SIM115 - closed in close()
        self._out, out_in = os.pipe()
        self._session = subprocess.Popen(
            [sys.executable, "-P", "-m", "grader.judge", str(out_in)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            pass_fds=[out_in],
            start_new_session=True,
            cwd=order.folder,
            env=_environment(),
        )
        os.close(out_in)
        self._tell(order)

    def fileno(self) -> int:
        """Return the descriptor that is readable when the session has said something."""
        return self._out

    def hand_in(self, submitted: SessionFile) -> None:
        """Give the session a further submission."""
        self._tell(submitted)

    def heard(self) -> list[Line] | None:
        """Return what the session has said, wait for it if it said nothing; None when it has ended.

        Raises what it reports, or GraderError if it failed.
        """
        data = os.read(self._out, 1 << 20)
        if not data:
            if self._session.wait() != 0:
                raise GraderError(
                    f"The judging session failed: {_last_line(self._said) or self._session.returncode}"
                )
            return None
        lines = [self._decoder.decode(text) for text in self._reader.feed(data)]
        for line in lines:
            if line.fault is not None:
                raise line.fault.raised()
        return lines

    def lines(self) -> Iterator[Line]:
        """Yield what the session says until it ends, and an empty line where it is silent."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
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
        self._session.kill()
        self._session.wait()
        cgroup.remove_all(self._session.pid)
        if self._session.stdin is not None:
            with contextlib.suppress(OSError):
                self._session.stdin.close()
        os.close(self._out)
        self._said.close()

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _tell(self, message: Order | SessionFile) -> None:
        assert self._session.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._session.stdin.write(msgspec.json.encode(message) + b"\n")
            self._session.stdin.flush()
            if not self._more:
                self._session.stdin.close()


def _environment() -> dict[str, str]:
    package = str(Path(grader.__file__).resolve().parent.parent)
    kept = inherited.environment(os.environ)
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": package}


def _last_line(file: IO[bytes]) -> str:
    file.seek(0)
    lines = file.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
