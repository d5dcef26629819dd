"""Where a thread is: also of a process that computes, whose stack changes while it is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.warden.deadlock import frames, stacks, unwinder
from grader.warden.deadlock.dumped_stacks import Faults
from grader.warden.trace import procfs, ptrace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into processes through /proc")

NOT_WHILE_IT_RUNS = """#!/bin/sh
for last; do :; done
case $(sed 's/.*) //' /proc/$last/stat) in
    t*) exec {real} "$@" ;;
    *) echo '[]' ;;
esac
"""


def compute() -> None:
    while True:
        pass


@pytest.fixture
def busy() -> Iterator[int]:
    """A traced process that computes without end."""
    pid = os.fork()
    if pid == 0:
        compute()
    try:
        ptrace.seize(pid)
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        while True:
            _, status = os.waitpid(pid, ptrace.WALL)
            if os.WIFSIGNALED(status):
                break


def test_what_cannot_be_read_while_it_runs_is_read_in_a_stop(
    busy: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = tmp_path / "py-spy"
    reader.write_text(NOT_WHILE_IT_RUNS.format(real=stacks.py_spy()))
    reader.chmod(0o755)
    monkeypatch.setattr(stacks, "py_spy", lambda: str(reader))
    place = frames.places(
        [busy], frames.named_so(Path(__file__).name), Faults(busy, lambda: None), lambda: 9.0
    )[busy, busy]
    assert place.function == "compute"
    assert procfs.state_and_parent(busy) == ("t", os.getpid())


def counting(folder: Path, does: str) -> tuple[Path, Path]:
    """A reader that adds a line to a file each time that it is started; and the file."""
    reader, lines = folder / "py-spy", folder / "started"
    reader.write_text(f"#!/bin/sh\necho >> {lines}\n{does}\n")
    reader.chmod(0o755)
    lines.touch()
    return reader, lines


def test_who_cannot_be_read_is_not_asked_without_end(
    busy: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, lines = counting(tmp_path, "exit 1")
    monkeypatch.setattr(stacks, "py_spy", lambda: str(reader))
    monkeypatch.setattr(unwinder, "command", lambda _: None)  # since 3.14 it is asked first
    ask = Faults(busy, lambda: None)
    assert frames.places([busy], frames.named_so("x.py"), ask, lambda: 9.0) == {}
    assert len(lines.read_text()) == frames.TRIES


def test_what_is_not_python_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, lines = counting(tmp_path, "echo '[]'")
    monkeypatch.setattr(stacks, "py_spy", lambda: str(reader))
    monkeypatch.setattr(unwinder, "command", lambda _: None)
    with subprocess.Popen(["sleep", "60"]) as other:
        try:
            while not Path(f"/proc/{other.pid}/cmdline").read_bytes().startswith(b"sleep"):
                time.sleep(0.001)
            assert stacks.dumps([other.pid, os.getpid()], lambda: 9.0) == {os.getpid(): []}
        finally:
            other.kill()
    assert len(lines.read_text()) == 1
    assert not stacks.AT_WORK


def test_without_time_nobody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, lines = counting(tmp_path, "echo '[]'")
    monkeypatch.setattr(stacks, "py_spy", lambda: str(reader))
    assert stacks.dumps([os.getpid()], lambda: 0.0) == {}
    assert lines.read_text() == ""
