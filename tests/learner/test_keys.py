"""The terminal is as it was, whatever ended the watch."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator

import pytest

PROGRAM = """\
import os, select, sys
from grader.learner.keys import Keys

with Keys() as keys:
    print("ready", flush=True)
    while True:
        came, _, _ = select.select(list(keys.sources()), [], [])
        if 0 in came:
            key = keys.pressed()
            print("key", repr(key), flush=True)
            if key == "x":
                raise ValueError("on purpose")
            if key == "q":
                break
        elif keys.news():
            print("draw", flush=True)
"""


class Terminal:
    """A terminal with a program in it."""

    def __init__(self) -> None:
        self.ours, self.theirs = pty.openpty()
        self.before = termios.tcgetattr(self.theirs)
        self.program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            process_group=0,  # a group of no session that is ours could not be stopped
        )
        self.shown = b""
        self.until(b"ready")

    def until(self, word: bytes) -> None:
        """Read what the program shows until ``word`` is in it."""
        while word not in self.shown:
            self.shown += os.read(self.ours, 4096)
        self.shown = self.shown.partition(word)[2]

    def by_key(self) -> bool:
        """Whether the terminal hands out each key at once, and shows none."""
        return not termios.tcgetattr(self.theirs)[3] & (termios.ICANON | termios.ECHO)

    def as_it_was(self) -> bool:
        return termios.tcgetattr(self.theirs) == self.before

    def close(self) -> None:
        self.program.kill()
        self.program.wait()
        os.close(self.ours)
        os.close(self.theirs)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.close()


def test_keys_come_one_by_one(terminal: Terminal) -> None:
    assert terminal.by_key()
    for key in ("h", "é", "\n"):
        os.write(terminal.ours, key.encode())
        terminal.until(b"key " + ascii(key).encode() if key == "\n" else b"key")
    os.write(terminal.ours, b"q")
    assert terminal.program.wait() == 0
    assert terminal.as_it_was()


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 128 + 15), (signal.SIGHUP, 128 + 1), (signal.SIGINT, -signal.SIGINT)],
)
def test_a_signal_ends_it(terminal: Terminal, number: signal.Signals, code: int) -> None:
    terminal.program.send_signal(number)
    assert terminal.program.wait() in (code, 130)
    assert terminal.as_it_was()


def test_an_exception_ends_it(terminal: Terminal) -> None:
    os.write(terminal.ours, b"x")
    assert terminal.program.wait() == 1
    assert terminal.as_it_was()


def test_stopped_and_going_on(terminal: Terminal) -> None:
    terminal.program.send_signal(signal.SIGTSTP)
    _, status = os.waitpid(terminal.program.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    assert terminal.as_it_was()
    terminal.program.send_signal(signal.SIGCONT)
    terminal.until(b"draw")
    assert terminal.by_key()


def test_another_size_is_news(terminal: Terminal) -> None:
    terminal.program.send_signal(signal.SIGWINCH)
    terminal.until(b"draw")


def test_without_a_terminal_there_are_no_keys() -> None:
    program = "from grader.learner.keys import Keys\nwith Keys() as keys: print(keys.live, keys.sources())"
    done = subprocess.run(
        [sys.executable, "-c", program], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False {}\n"
