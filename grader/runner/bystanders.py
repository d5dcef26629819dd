"""What a caller has besides the submission: two children, a descriptor and a signal handler.

Theory of operation
-------------------
A runner makes them while it waits for its request, so that every request has them before its submission
is loaded. One child runs: it waits in ``pause`` and takes no part in anything. One has ended and is not
collected. Both are in the runner's process group, and share its memory instead of copying it (``CLONE_VM``,
each with a stack of its own): that costs a tenth of a fork. The descriptor is the read end of a pipe whose
write end the running child holds. Where multiprocessing is loaded it is that child's sentinel, and the child
is one of ``active_children``. The ended one is not, because ``Process.start`` collects what has ended there.
The handler is for a signal that nothing depends on. The warden looks at all of them from outside.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import ctypes
import itertools
import os
import sys
from typing import Any, Final

#: The caller's own descriptor.
DESCRIPTOR: Final = 3
#: How many children a runner has before its request.
CHILDREN: Final = 2
NAME: Final = "other-child"
CLONE_VM: Final = 0x100
STACK_BYTES: Final = 1 << 15
FAILED: Final = 73

_libc = ctypes.CDLL(None)
_stacks = [ctypes.create_string_buffer(STACK_BYTES) for _ in range(CHILDREN)]
_tops = [ctypes.c_void_p((ctypes.addressof(stack) + STACK_BYTES) & ~63) for stack in _stacks]
# Looked up here, once for all runners.
_clone, _pause, _exit = _libc.clone, _libc.pause, _libc._exit


def make() -> None:
    """Make all of them. Ends the process if that is not possible."""
    out, into = os.pipe()
    running = _begin(_pause, _tops[0])
    os.close(into)
    if out != DESCRIPTOR:
        os.dup2(out, DESCRIPTOR, inheritable=False)
        os.close(out)
    ended = _begin(_exit, _tops[1])
    os.waitid(os.P_PID, ended, os.WEXITED | os.WNOWAIT)
    _signal.signal(_signal.SIGWINCH, _take_no_notice)  # signal.signal costs 0.1 ms in a new process
    if "multiprocessing.popen_fork" in sys.modules:
        _list(running)


def _begin(function: Any, stack: ctypes.c_void_p) -> int:
    """Start a child that calls a function of the C library."""
    pid = int(_clone(function, stack, CLONE_VM | int(_signal.SIGCHLD), None))
    if pid <= 0:
        os._exit(FAILED)
    return pid


def _take_no_notice(*_: object) -> None:
    """The caller's handler."""


def _list(pid: int) -> None:
    """Put the running child among those that multiprocessing knows; numbers and names of others stay."""
    from multiprocessing import Process, popen_fork, process

    table: Any = process
    counter, table._process_counter = table._process_counter, itertools.count(0)
    try:
        child: Any = Process(name=NAME)
    finally:
        table._process_counter = counter
    popen: Any = object.__new__(popen_fork.Popen)
    popen.pid, popen.returncode, popen.finalizer = pid, None, None
    popen.sentinel = child._sentinel = DESCRIPTOR
    child._popen = popen
    table._children.add(child)
