"""The test's side of the connection between a pytest session and its tracer."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import threading
from types import FrameType
from typing import Any, Final

import pytest

from grader.runner import stackdump

#: The signal by which the tracer says that a test is to fail: a real-time one that nothing else uses.
NUMBER: Final = 61
MOST_BYTES: Final = 1 << 17


def dump_when_asked() -> None:
    """Have this process, and its forks, write where they are when the tracer asks: where it cannot read that.

    Only where nobody has taken the signal or the descriptor. It is asked of a test that is to fail anyway.
    """
    try:
        os.fstat(stackdump.FD)
    except OSError:
        if signal.getsignal(stackdump.NUMBER) is signal.SIG_DFL:
            with contextlib.suppress(OSError):  # no room for descriptors
                stackdump.install()


class Link:
    """Speaks to the tracer from the thread that runs the tests."""

    def __init__(self, address: str, own: list[int]) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.connect("\0" + address)
        self._in_test = False
        self._hello = {"own": own, "thread": threading.get_native_id()}
        with contextlib.suppress(ValueError):  # not the first thread: such a test cannot be failed, but ended
            signal.signal(NUMBER, self._stuck)
        dump_when_asked()

    def begin(self, test: str, timeout: float | None) -> None:
        """A test begins."""
        self._ask({"begin": test, "timeout": timeout, **self._hello})
        self._in_test = True

    def call(self) -> None:
        """Its function begins."""
        self._ask({"call": True})

    def end(self, keep: bool) -> tuple[list[str], list[str]]:
        """It has ended: return what it left, and which processes came back out of it."""
        self._in_test = False
        told = self._ask({"end": True, "keep": keep})
        return told["left"], told["escaped"]

    def escaped(self, how: str) -> None:
        """This process was forked in the test, and came back out of it."""
        self._say({"escaped": how})

    def _say(self, what: dict[str, Any]) -> None:
        self._socket.send(json.dumps(what).encode())

    def _ask(self, what: dict[str, Any]) -> dict[str, Any]:
        self._say(what)
        while True:
            data = self._socket.recv(MOST_BYTES)
            if not data:
                os._exit(124)  # the tracer is gone
            told: dict[str, Any] = json.loads(data)
            if "stuck" not in told:  # of a test that ended in the same moment
                return told

    def _stuck(self, _number: int, _frame: FrameType | None) -> None:
        if self._in_test:
            data = self._socket.recv(MOST_BYTES, socket.MSG_DONTWAIT)
            pytest.fail(json.loads(data)["stuck"], pytrace=False)
