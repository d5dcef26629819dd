"""The keyboard, key by key; afterwards the terminal is as it was, whatever ended us.

Theory of operation
-------------------
The terminal hands out each key at once and does not show it (cbreak). It is put back when the block is left,
also by an exception, Ctrl-C, SIGTERM or SIGHUP, and before a Ctrl-Z stops this process; when it goes on, keys
come one by one again. News that is no key (the window has another size, we go on after a stop) is a byte in
the pipe that signals write to.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import termios
import tty
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)
_NEWS: Final = (signal.SIGCONT, signal.SIGWINCH)


class Keys:
    """Standard input as keys. A context manager; without a terminal there are none."""

    def __init__(self) -> None:
        self.live = _terminal()
        self._saved: list[Any] = []
        self._before: dict[int, Any] = {}
        self._news, self._wake = os.pipe()
        for end in (self._news, self._wake):
            os.set_blocking(end, False)

    def __enter__(self) -> Keys:
        for number in _ENDING:
            self._handle(number, _end)
        if self.live:
            self._saved = termios.tcgetattr(0)
            self._handle(signal.SIGTSTP, self._stop)
            for number in _NEWS:
                self._handle(number, self._go_on if number == signal.SIGCONT else _nothing)
            signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
            self._by_key()
        return self

    def __exit__(self, *_: object) -> None:
        if self.live:
            signal.set_wakeup_fd(-1)
            self._as_it_was()
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._news)
        os.close(self._wake)

    def sources(self) -> dict[int, str]:
        """Return the descriptors to wait for: ``keys`` and ``news``."""
        return {0: "keys", self._news: "news"} if self.live else {}

    def pressed(self) -> str:
        """Return the keys that were pressed; Ctrl-D where the terminal is gone."""
        try:
            return os.read(0, 64).decode("utf-8", "replace") or "\x04"
        except OSError:
            return "\x04"

    def news(self) -> bool:
        """Take in the news; return whether the screen has to be drawn again."""
        with contextlib.suppress(BlockingIOError):
            return bool(set(os.read(self._news, 256)) & set(_NEWS))
        return False

    def _handle(self, number: int, handler: Callable[[int, FrameType | None], None]) -> None:
        self._before[number] = signal.signal(number, handler)

    def _by_key(self) -> None:
        with contextlib.suppress(termios.error):
            tty.setcbreak(0, termios.TCSADRAIN)

    def _as_it_was(self) -> None:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, self._saved)

    def _stop(self, number: int, _: FrameType | None) -> None:
        """Stop as everybody does at Ctrl-Z, with the terminal as it was."""
        self._as_it_was()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._stop)

    def _go_on(self, _number: int, _: FrameType | None) -> None:
        self._by_key()


def _terminal() -> bool:
    """Whether somebody can press keys and see what comes of it."""
    streams = (sys.stdin, sys.stdout)
    return all(s is not None and s.isatty() for s in streams) and os.environ.get("TERM") != "dumb"


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _nothing(_number: int, _: FrameType | None) -> None:
    """Wake who waits; there is nothing else to do."""
