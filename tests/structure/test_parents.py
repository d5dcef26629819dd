"""Every process of ours ends with its parent, also with one that has ended before it could say so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from grader import errors
from grader.errors import Fault
from grader.warden.trace import ptrace


def dead() -> int:
    """The pid of a process that has ended."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return pid


@pytest.mark.parametrize("module", ["grader.classroom.work", "grader.intake.unpack"])
def test_who_comes_too_late_ends_at_once(module: str) -> None:
    line = [sys.executable, "-P", "-m", module, str(dead())]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.read() == b""  # its standard input is still open
        assert process.wait() == 0


def test_a_child_ends_when_its_parent_does() -> None:
    read, write = os.pipe()
    parent = os.fork()
    if parent == 0:
        asked, answer = os.pipe()
        own = os.getpid()
        if os.fork() == 0:
            ptrace.die_with(own)
            os.write(answer, b".")
            signal.pause()
        os.read(asked, 1)
        os._exit(0)
    os.close(write)
    os.waitpid(parent, 0)
    with os.fdopen(read, "rb") as file:
        assert file.read() == b""  # nobody holds the other end any more


@pytest.mark.parametrize("kind", list(errors.KINDS))
def test_an_error_crosses_a_pipe_as_it_is(kind: str) -> None:
    again = Fault.of(errors.KINDS[kind]("It broke.", "Mend it.")).raised()
    assert (type(again), again.sentence, again.fix) == (errors.KINDS[kind], "It broke.", "Mend it.")


def test_what_nobody_raised_on_purpose_is_a_fault_of_ours() -> None:
    assert Fault.of(KeyError("x"), "Trying failed") == Fault("grader", "Trying failed: KeyError: 'x'")
