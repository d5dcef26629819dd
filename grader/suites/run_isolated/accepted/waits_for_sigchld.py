"""Blocks SIGCHLD, looks, and sleeps in sigwait until the next one comes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn


def _child(fn: Callable[[], object]) -> NoReturn:
    try:
        fn()
    except SystemExit as stop:
        if stop.code is None:
            os._exit(0)
        if isinstance(stop.code, int):
            os._exit(stop.code & 0xFF)
        print(stop.code, file=sys.stderr, flush=True)
        os._exit(1)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    else:
        os._exit(0)


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    try:
        if (pid := os.fork()) == 0:
            try:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            finally:
                _child(fn)
        while (found := os.waitpid(pid, os.WNOHANG)) == (0, 0):
            signal.sigwait([signal.SIGCHLD])
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    status = found[1]
    return ("signal", os.WTERMSIG(status)) if os.WIFSIGNALED(status) else ("exit", os.WEXITSTATUS(status))
