"""Sleeps in select until the wakeup descriptor tells of a SIGCHLD."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from collections.abc import Callable


def _die(fn) -> None:
    code = 1
    try:
        fn()
        code = 0
    except SystemExit as leave:
        code = {type(None): lambda c: 0, int: lambda c: c % 256, bool: int}.get(type(leave.code), lambda c: 1)(leave.code)
    except BaseException:
        code = 1
    finally:
        sys.stdout.flush()
        os._exit(code)


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    sys.stdout.flush()
    before = signal.signal(signal.SIGCHLD, lambda *_: None)
    wake = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    try:
        pid = os.fork()
        if not pid:
            try:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, before)
                ours.close()
                theirs.close()
                _die(fn)
            finally:
                os._exit(1)
        while True:
            found, status, _ = os.wait4(pid, os.WNOHANG)
            if found:
                break
            select.select([ours], [], [])
            ours.recv(64)
    finally:
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, before)
        ours.close()
        theirs.close()
    return ("signal", os.WTERMSIG(status)) if os.WIFSIGNALED(status) else ("exit", os.WEXITSTATUS(status))
