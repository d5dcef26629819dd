"""``forklore why PID``: what a program that runs already waits for; never a proof."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.errors import SetupError, UsageError
from grader.programs.hanging import privileges

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
WHY = [sys.executable, "-m", "grader", "why"]

PROGRAM = """
    import multiprocessing, os; mp = multiprocessing.get_context("fork")

    def work(q):
        q.get()

    if __name__ == "__main__":
        q = mp.Queue()
        ps = [mp.Process(target=work, args=(q,)) for _ in range(4)]
        [p.start() for p in ps]
        if os.fork() == 0:
            os._exit(0)
        print("ready", flush=True)
        [p.join() for p in ps]
"""


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[int]:
    """A program that waits for its workers, in a group of its own."""
    (tmp_path / "program.py").write_text(textwrap.dedent(PROGRAM))
    with subprocess.Popen(
        [sys.executable, "program.py"], cwd=tmp_path, stdout=subprocess.PIPE, start_new_session=True
    ) as program:
        assert program.stdout is not None and program.stdout.readline() == b"ready\n"
        yield program.pid
        os.killpg(program.pid, signal.SIGKILL)


def test_it_is_told_and_nothing_is_proved(hanging: int, tmp_path: Path) -> None:
    file = tmp_path / "why.json"
    told: dict[str, Any] = {}
    until = time.monotonic() + 60
    while not told.get("looks_stuck") and time.monotonic() < until:
        done = subprocess.run(
            [*WHY, "--json", str(file), str(hanging)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
        told = json.loads(file.read_text())
    assert done.returncode == 0
    assert "All 4 workers wait in `Queue.get()` (program.py:5)." in done.stdout
    assert "(program.py:14) waits for process" in done.stdout
    assert "This is no proof." in done.stdout
    assert "Ended, and not waited for by their parents" in done.stdout
    assert told["pid"] == hanging and len(told["evidence"]["processes"]) == 6


def test_without_reading_memory(hanging: int) -> None:
    done = subprocess.run([*WHY, "--no-attach", str(hanging)], capture_output=True, text=True, timeout=60)
    assert "The lines of Python were not read" in done.stdout and "program.py:" not in done.stdout


def test_what_is_not_there() -> None:
    with pytest.raises(UsageError, match="no process"):
        privileges.require(2**22 + 1)


def test_the_missing_privilege_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(privileges, "may_read", lambda _: False)
    yama = tmp_path / "ptrace_scope"
    monkeypatch.setattr(privileges, "YAMA", yama)
    with pytest.raises(SetupError, match="CAP_SYS_PTRACE"):
        privileges.require(os.getpid())
    yama.write_text("1\n")
    with pytest.raises(SetupError, match="Yama") as raised:
        privileges.require(os.getpid())
    assert "sysctl" in raised.value.fix
