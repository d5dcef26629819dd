"""A newcomer, with real keys in a real terminal: from an empty folder and a wheel to two solved exercises.

The transcript is ``golden/newcomer.txt``. After a change that is meant, FORKLORE_GOLDEN=write writes it anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.bank import load_bank

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden" / "newcomer.txt"
PATIENCE = 30
#: The shell's, when a command has ended.
PROMPT = "\n$"
BANK = load_bank()
#: What differs from machine to machine, and from run to run.
VARYING = (
    (re.compile(r"Process \d+"), "Process N"),
    (re.compile(r"^Your code ran .*\n", re.MULTILINE), ""),
    (re.compile(r"--seed \d+"), "--seed N"),
)

pytestmark = pytest.mark.skipif(
    not shutil.which("tmux") and not os.environ.get("FORKLORE_CI"), reason="There is no tmux."
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel brings, and the command."""
    pytest.importorskip("hatchling")
    clone, target = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("installed")
    for name in ("grader", "exercises", "solutions"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "constraints.txt", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, clone / name)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(clone / "dist")]
    subprocess.run(build, cwd=clone, check=True, capture_output=True)
    (wheel,) = (clone / "dist").glob("*.whl")
    line = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target]
    subprocess.run([*line, wheel], check=True, capture_output=True)
    return target


class Window:
    """A terminal of 80 by 24 with a shell, and what was seen in it."""

    def __init__(self, folder: Path, installed: Path) -> None:
        self.folder, self._socket = folder, folder.parent / "tmux"
        self.seen: list[str] = []
        shell = "env -i PS1='$ ' TERM=screen NO_COLOR=1 LANG=C.UTF-8 HOME=/nowhere"
        path = f"PATH={installed}/bin:/usr/bin:/bin PYTHONPATH={installed}"
        self._tmux("-f", os.devnull, "new-session", "-d", "-x", "80", "-y", "24", "-c", str(folder),
                   f"{shell} {path} sh")  # fmt: skip
        self._until("$")

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), *words], check=True, capture_output=True, text=True
        )
        return done.stdout

    def _screen(self) -> str:
        return "\n".join(line.rstrip() for line in self._tmux("capture-pane", "-p").splitlines()).strip("\n")

    def _until(self, word: str) -> str:
        end = time.monotonic() + PATIENCE
        while True:
            screen = self._screen()
            if word in screen and "..." not in screen.splitlines()[-1]:
                return screen
            assert time.monotonic() < end, f"no {word!r} in:\n{screen}"
            time.sleep(0.02)

    def do(self, what: str, act: Callable[[], object], until: str) -> None:
        """Do something, wait for what comes of it, and keep what is seen then."""
        act()
        screen = self._until(until)
        for pattern, text in VARYING:
            screen = pattern.sub(text, screen)
        self.seen.append(f"=== {what}\n{screen}\n")

    def type(self, line: str, until: str) -> None:
        self.do(f"types: {line}", lambda: self._tmux("send-keys", line, "Enter"), until)

    def press(self, key: str, until: str) -> None:
        self.do(f"presses: {key}", lambda: self._tmux("send-keys", key), until)

    def save(self, slug: str, answer: Path, until: str) -> None:
        path = self.folder / "exercises" / "01_fork" / f"{slug}.py"
        self.do(f"saves: {slug}.py ({answer.stem})", lambda: shutil.copyfile(answer, path), until)

    def close(self) -> None:
        self._tmux("kill-server")


@pytest.fixture
def window(tmp_path: Path, installed: Path) -> Iterator[Window]:
    folder = tmp_path / "empty"
    folder.mkdir()
    made = Window(folder, installed)
    yield made
    made.close()


def test_two_exercises_in_two_commands(window: Window) -> None:
    first, second = BANK.find("fork_report"), BANK.find("run_isolated")
    window.type("grade start", f"grade watch{PROMPT}")
    window.type("grade watch", "and save it")
    window.save("fork_report", first.suite / "rejected" / "child_returns.py", "0 of 5 points")
    window.press("h", "hint 1 of 3")
    window.save("fork_report", first.solution, "n goes on to run_isolated")
    window.press("n", "and save it")
    window.save("run_isolated", second.solution, "n goes on to fan_out")
    window.press("l", "2 of 22 exercises complete,")
    window.press("q", f"have been kept.{PROMPT}")
    transcript = "\n".join(window.seen)
    assert sum(line.startswith("=== types") for line in transcript.splitlines()) <= 3
    if os.environ.get("FORKLORE_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(transcript, "utf-8")
    assert transcript == GOLDEN.read_text("utf-8")
