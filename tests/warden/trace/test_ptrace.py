"""What the kernel says of a traced process."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from grader.warden.trace import ptrace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="traces")


def test_a_stop_that_nobody_has_been_told_of_is_no_end() -> None:
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(into)
        os.read(out, 1)
        os._exit(0)
    ptrace.seize(pid)
    assert not ptrace.has_ended(pid)
    ptrace.interrupt(pid)
    os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOWAIT)
    assert not ptrace.has_ended(pid)
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert ptrace.has_ended(pid)
    assert os.waitpid(pid, ptrace.WALL)[1] == signal.SIGKILL
    assert ptrace.has_ended(pid)
    os.close(out)
    os.close(into)
