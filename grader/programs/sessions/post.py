"""The tracer's side of a pytest session: who has which test, and what becomes of it.

Theory of operation
-------------------
Each process that runs tests has one connection to an abstract socket with a name that cannot be guessed, and
only processes that we trace are heard. The kernel says who speaks: a forked child has its parent's
connection, and is known by its pid. Nobody is waited for: what is asked is answered when the answer is known.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import sys
from collections.abc import Callable
from typing import Any, Final

from grader.programs.sessions.one_test import HEARD, OneTest
from grader.programs.watched import LONGEST_WAIT, Program
from grader.warden.datagrams import datagrams, hear
from grader.warden.trace.process_tree import Traced

SOON: Final = 0.02
SHARED: Final = "/dev/shm/"


class Seat:
    """The connection of one process that runs tests."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.name = f"socket:[{os.fstat(connection.fileno()).st_ino}]"
        self.test: OneTest | None = None
        self.keep = False

    def tell(self, what: dict[str, Any]) -> None:
        """Send it something. One that has ended does not read."""
        with contextlib.suppress(OSError):
            self.socket.send(json.dumps(what).encode())


class Post:
    """Hears of tests, and watches them."""

    def __init__(self) -> None:
        self.address = f"forklore-{secrets.token_hex(16)}"
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        hear(self._listener)
        self._listener.bind("\0" + self.address)
        self._listener.listen(128)
        self._seats: list[Seat] = []
        self._program: Program | None = None

    # -- as a companion ---------------------------------------------------------------------

    def join(self, program: Program) -> None:
        """Begin: the program is there."""
        self._program = program

    def posts(self) -> frozenset[str]:
        """Our ends of the connections."""
        return frozenset(seat.name for seat in self._seats)

    def fds(self) -> list[int]:
        """The listening socket and the connections."""
        return [self._listener.fileno(), *(seat.socket.fileno() for seat in self._seats)]

    @property
    def heard(self) -> int:
        """The signals that somebody outside may send to the session."""
        return HEARD

    @property
    def busy(self) -> bool:
        """Whether a test is running."""
        return any(seat.test is not None for seat in self._seats)

    def born(self, process: Traced) -> None:
        """A process began."""
        for seat in self._seats:
            if seat.test is not None:
                seat.test.born(process)

    def made(self, process: Traced, path: str) -> None:
        """A process is about to make a name: those in shared memory belong to its test."""
        for seat in self._seats:
            test = seat.test
            if path.startswith(SHARED) and test is not None and test.called and process in test.members:
                test.made.append(path)

    def turn(self) -> float:
        """Take in what has come, and look at each test; seconds until the next turn has to be."""
        with contextlib.suppress(BlockingIOError):
            while True:
                connection, _ = self._listener.accept()
                hear(connection)
                self._seats.append(Seat(connection))
        for seat in list(self._seats):
            for data, sender in datagrams(seat.socket):
                self._heard(seat, data, sender)
        return min([LONGEST_WAIT, *(self._look(seat, seat.test) for seat in self._seats if seat.test)])

    # -- what is said -----------------------------------------------------------------------

    def _heard(self, seat: Seat, data: bytes, sender: int) -> None:
        assert self._program is not None
        process = self._program.tree.processes.get(sender)
        if not data:
            self._leave(seat)
            return
        if process is None:
            return
        match json.loads(data), seat.test:
            case {"begin": str(name), "timeout": timeout, "own": list(own)}, _:
                seat.test = OneTest(self._program, process, name, timeout)
                seat.test.watch(frozenset(own) - {process.pid}, self.posts)
                seat.tell({"go": True})
            case {"call": True}, OneTest() as test:
                test.called = self._program.tree.clock()
                seat.tell({"go": True})
            case {"end": True, "keep": bool(keep)}, OneTest() as test:
                test.ending, seat.keep = self._program.tree.clock(), keep
            case {"call": True}, None:
                seat.tell({"go": True})
            case {"end": True}, None:
                seat.tell({"left": [], "escaped": []})
            case {"escaped": str(how)}, OneTest() as test:
                test.escaped.append(
                    f"process {process.pid}, which was forked in the test, came back out of it: it {how}. "
                    "End such a process by os._exit()."
                )

    def _leave(self, seat: Seat) -> None:
        """A process that ran tests has gone; if that was in a test, what the test had started is ended."""
        self._seats.remove(seat)
        seat.socket.close()
        if seat.test is not None:
            seat.test.end(keep=False)

    def _look(self, seat: Seat, test: OneTest) -> float:
        if test.ending is None:
            told: Callable[[str], None] = lambda text: self._stuck(seat, test, text)  # noqa: E731
            return test.turn(told, _say)
        if not test.is_settled():
            return SOON
        seat.test = None
        seat.tell({"left": test.end(seat.keep), "escaped": test.escaped})
        return LONGEST_WAIT

    def _stuck(self, seat: Seat, test: OneTest, text: str) -> None:
        seat.tell({"stuck": text})
        if test.is_last_strike:
            _say(f"forklore: {test.name} does not let itself be failed.\n{text}\n")


def _say(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"\n{text}")
        sys.stderr.flush()
