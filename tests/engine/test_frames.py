"""Where a thread is: also of a process that computes, whose stack changes while it is read."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.warden import frames, procfs, ptrace, stacks
from grader.warden.faults import Faults

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
    place = frames.places([busy], Path(__file__).name, Faults(busy, lambda: None), lambda: 9.0)[busy, busy]
    assert place.function == "compute"
    assert procfs.state_and_parent(busy) == ("t", os.getpid())
