"""``forklore run`` in a terminal: Ctrl-C, Ctrl-Z, an interactive interpreter, pagers, programs that draw."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
RUN = [sys.executable, "-m", "grader", "run"]
PATIENCE = 40.0


class Terminal:
    """A program in a terminal of its own, whose first process is its session's leader."""

    def __init__(self, argv: list[str]) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvp(argv[0], argv)
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def until(self, text: str) -> str:
        """Read until ``text`` comes; return what came."""
        end = time.monotonic() + PATIENCE
        while text not in self.seen:
            ready, _, _ = select.select([self.fd], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{text!r} did not come: {self.seen!r}"
            data = b""
            with contextlib.suppress(OSError):  # EIO: everybody has closed it
                data = os.read(self.fd, 4096)
            assert data, f"{text!r} did not come: {self.seen!r}"
            self.seen += data.decode("utf-8", "replace")
        found, _, self.seen = self.seen.partition(text)
        return found

    def until_it_waits(self) -> None:
        """Wait until each process of the foreground group sleeps: it has come as far as it can without a key.

        While ncurses draws, it loses a Ctrl-Z and a new size; a shell that starts a pipeline loses a Ctrl-C.
        Both do so without ``forklore run`` as well.
        """
        end = time.monotonic() + PATIENCE
        while set(self._states()) != {"S"}:
            assert time.monotonic() < end, self._states()
            time.sleep(0.01)

    def _states(self) -> list[str]:
        """The state letters of all threads of the terminal's foreground group."""
        group, states = os.tcgetpgrp(self.fd), []
        for path in Path("/proc").glob("[0-9]*/task/[0-9]*/stat"):
            with contextlib.suppress(OSError):
                state, _, its_group = path.read_text().rpartition(") ")[2].split()[:3]
                states += [state] if int(its_group) == group else []
        return states

    def ended(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Terminal]:
    """A shell with job control, and the command as ``$F``."""
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"])
    try:
        terminal.type(f"cd {tmp_path}; PS1='rea'\"dy> \"; F='{' '.join(RUN)}'; P={sys.executable}\n")
        terminal.until("ready> ")
        yield terminal
    finally:
        terminal.close()


def test_an_interactive_interpreter(shell: Terminal) -> None:
    shell.type("$F -- $P -q -i\n")
    shell.until(">>> ")
    shell.type("import sys; print(6 * 7, sys.stdin.isatty())\n")
    shell.until("42 True")
    shell.until(">>> ")  # since 3.13 it reads keys in a mode of its own, which it has set now
    shell.type("\x04")
    shell.until("ready> ")
    shell.type("echo code $?\n")
    shell.until("code 0")


def test_ctrl_c_reaches_the_program_once(shell: Terminal, tmp_path: Path) -> None:
    Path(tmp_path, "loop.py").write_text(
        "import time\ncount = 0\n"
        "while count < 1:\n    try:\n        print('on' + 'ce', flush=True)\n        time.sleep(60)\n"
        "    except KeyboardInterrupt:\n        count += 1\n"
        "time.sleep(0.3)\nprint('count', count)\nraise SystemExit(5)\n"
    )
    shell.type("$F loop.py; echo code $?\n")
    shell.until("once")
    shell.type("\x03")
    shell.until("count 1")
    shell.until("code 5")
    shell.type("$F -- sleep 60; echo code $?\n")
    time.sleep(0.1)
    shell.type("\x03")
    shell.until("ready> ")


def test_ctrl_z_stops_both_and_fg_goes_on(shell: Terminal, tmp_path: Path) -> None:
    Path(tmp_path, "wait.py").write_text("print('be' + 'gun', flush=True)\nprint('read', input())\n")
    shell.type("$F wait.py\n")
    shell.until("begun")
    shell.type("\x1a")
    shell.until("Stopped")
    shell.until("ready> ")
    shell.type("fg\n")
    shell.until("wait.py")
    shell.type("words\n")
    shell.until("read words")
    shell.until("ready> ")


def test_a_program_that_draws(shell: Terminal, tmp_path: Path) -> None:
    Path(tmp_path, "draw.py").write_text(
        "import curses\n"
        "def main(screen):\n    screen.addstr(0, 0, 'pic' + 'ture')\n"
        "    screen.refresh()\n    screen.getch()\n"
        "curses.wrapper(main)\nprint('over' + ' now')\n"
    )
    shell.type("TERM=xterm $F draw.py\n")
    shell.until("picture")
    shell.type("q")
    shell.until("over now")
    shell.until("ready> ")


EDITOR = """
import curses

def main(screen):
    text = ""
    while True:
        size = "x".join(map(str, screen.getmaxyx()))
        screen.clear()
        screen.addstr(0, 0, f"[{text}] {size}")
        screen.refresh()
        key = screen.get_wch()
        if key == "\\x1b":
            return text
        text += key if isinstance(key, str) else ""

print("kept", curses.wrapper(main))
"""


def modes(shell: Terminal) -> list[object]:
    """The settings of the terminal, as a program leaves them."""
    return termios.tcgetattr(shell.fd)[:4]


def test_a_full_screen_editor_hears_of_a_new_size_and_is_stopped_in_the_middle(
    shell: Terminal, tmp_path: Path
) -> None:
    Path(tmp_path, "edit.py").write_text(EDITOR)
    shell.type("unset LINES COLUMNS; export TERM=xterm ESCDELAY=25; stty rows 20 cols 60; echo o'k'\n")
    shell.until("ok")
    shell.until("ready> ")
    before = modes(shell)
    shell.type("$F edit.py\n")
    shell.until("[] 20x60")
    shell.type("ab")
    shell.until("b")
    shell.until_it_waits()
    fcntl.ioctl(shell.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 15, 50, 0, 0))
    shell.until("15x50")
    shell.until_it_waits()
    shell.type("\x1a")
    shell.until("ready> ")
    shell.type("fg\n")
    shell.until("15x50")
    shell.type("c")
    shell.until("c")
    shell.type("\x1b")
    shell.until("kept abc")
    shell.until("ready> ")
    assert modes(shell) == before


def test_a_pager(shell: Terminal, tmp_path: Path) -> None:
    Path(tmp_path, "text").write_text("".join(f"line-{n:03}\n" for n in range(1, 201)))
    pager = shutil.which("less") or "more"
    shell.type("export TERM=xterm; stty rows 10 cols 60; echo o'k'\n")
    shell.until("ok")
    shell.until("ready> ")
    before = modes(shell)
    shell.type(f"$F -- {pager} text\n")
    shell.until("line-001")
    shell.until("line-009")
    shell.type(" ")
    shell.until("line-015")
    shell.type("q")
    shell.until("ready> ")
    shell.type("echo code $?\n")
    shell.until("code 0")
    shell.until("ready> ")  # while a command runs, the shell's own modes are others than at its prompt
    assert modes(shell) == before


@pytest.mark.skipif(shutil.which("vim") is None, reason="the editor above stands for vim")
def test_vim(shell: Terminal, tmp_path: Path) -> None:
    shell.type("export TERM=xterm; $F -- vim -u NONE -N -n written\n")
    shell.until("[New]")
    shell.type("iwords")
    shell.until("words")
    shell.type("\x1b:wq\r")
    shell.until("ready> ")
    assert Path(tmp_path, "written").read_text() == "words\n"


def test_ctrl_c_ends_a_pipeline_and_a_reader_that_goes_away_ends_the_writer(shell: Terminal) -> None:
    shell.type("$F -- yes | head -1; echo codes ${PIPESTATUS[*]}\n")
    shell.until("y\r\n")
    shell.until("codes 141 0")
    shell.until("ready> ")
    shell.type("$F -- sh -c 'echo be\"\"gun; sleep 60; echo never' | cat\n")
    shell.until("begun")
    shell.until_it_waits()
    shell.type("\x03")
    shell.until("ready> ")
    shell.type("echo codes ${PIPESTATUS[*]}\n")
    shell.until("codes 130 ")
