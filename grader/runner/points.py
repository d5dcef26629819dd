"""The calls of a scheduled request at which the tracer decides who goes on, and the filter that shows them.

Theory of operation
-------------------
A runner that begins a schedule installs a second seccomp filter. Filters stack, and of their answers TRACE
outweighs ALLOW, as a refusal outweighs TRACE: the box's own filter stays what it is. No third filter may
follow, which could refuse what this one shows. From then on this
process, and all that it will start, stops at the entry of each call by which it can meet others or learn
the time. A futex is a point for its waits only: who waits is woken by its word having changed. The tracer
takes the first of them, a mark, for the beginning of the schedule.

A mark in the submission's file (:mod:`grader.runner.marks`) is a call as well, ``sched_get_priority_max``:
it takes a number, the line, and does nothing; the tracer answers it in the kernel's place. A fine mark is
``posix_fadvise`` for no file, for which Python lets go of its lock. New interpreters
import this module as their main module, because that is what the caller's says it is.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import Any, Final

from grader.runner import marks
from grader.runner.confine import seccomp, syscalls
from grader.runner.load import when_loaded

FILE: Final = "FORKLORE_POINTS"
MARK: Final = "sched_get_priority_max"
#: A fine mark, told by a descriptor that nobody can have: while it is made, other threads may go on.
FINE: Final = "fadvise64"
#: So far the tracer knows the registers of x86-64 only.
MACHINES: Final = ("x86_64",)
#: Calls that are points whatever their arguments.
ALWAYS: Final = (
    "read", "write", "open", "poll", "readv", "writev", "select", "sched_yield", "pause", "nanosleep",
    "alarm", "setitimer", "connect", "accept", "sendto", "recvfrom", "sendmsg", "recvmsg", "wait4",
    "kill", "semop", "flock", "gettimeofday", "rt_sigtimedwait", "rt_sigsuspend", "mknod", MARK,
    "tkill", "time", "sched_getaffinity", "semtimedop", "clock_gettime", "clock_nanosleep",
    "exit_group", "epoll_wait", "tgkill", "waitid", "openat", "mknodat", "pselect6", "ppoll",
    "epoll_pwait", "accept4", "pidfd_send_signal", "execve", "execveat", "rt_sigaction", "listen",
    "truncate", "ftruncate", "rename", "mkdir", "rmdir", "link", "unlink", "symlink", "setpgid",
    "setsid", "mkdirat", "unlinkat", "renameat", "linkat", "symlinkat", "renameat2",
)  # fmt: skip
#: Calls that no schedule can allow for: clocks of the kernel's own, and waits that cannot be asked about.
NEVER: Final = (
    "timer_create", "mq_timedsend", "mq_timedreceive", "signalfd", "timerfd_create", "signalfd4",
    "futex_waitv",
)  # fmt: skip
#: Calls that are points for some of their arguments: which argument, a mask for it, and its values.
SOMETIMES: Final = {
    # FUTEX_WAIT and FUTEX_WAIT_BITSET; those that pass a lock on: LOCK_PI, WAIT_REQUEUE_PI, LOCK_PI2
    "futex": (1, 0x7F, (0, 9, 6, 11, 13)),
    "fcntl": (1, 0xFFFFFFFF, (7, 38)),  # F_SETLKW, F_OFD_SETLKW
    "clone": (0, 0x14100, (0x100,)),  # CLONE_VM, without CLONE_THREAD and CLONE_VFORK
    FINE: (0, 0xFFFFFFFF, (0xFFFFFFFF,)),
}


def names(machine: str) -> dict[int, str]:
    """The calls that the filter shows on a machine, by number; empty if it has no schedules."""
    return syscalls.names(machine, (*ALWAYS, *NEVER, *SOMETIMES)) if machine in MACHINES else {}


def program(machine: str) -> list[seccomp.Line]:
    """The filter for a machine of this kind (one of ``MACHINES``)."""
    code = seccomp.Code()
    code.add(seccomp.LOAD, seccomp.OFFSET_ARCH)
    code.add(seccomp.EQUAL, seccomp.ARCHES[machine], otherwise="allow")
    code.add(seccomp.LOAD, seccomp.OFFSET_NUMBER)
    for number, name in names(machine).items():
        code.add(seccomp.EQUAL, number, then=name if name in SOMETIMES else "trace")
    code.add(seccomp.EQUAL, syscalls.number(machine, "prctl"), then="prctl")
    code.label("allow")
    code.add(seccomp.RETURN, seccomp.RET_ALLOW)
    for name, (argument, mask, values) in SOMETIMES.items():
        code.label(name)
        code.add(seccomp.LOAD, seccomp.OFFSET_ARGUMENTS + argument * 8)
        code.add(seccomp.AND, mask)
        for value in values:
            code.add(seccomp.EQUAL, value, then="trace")
        code.add(seccomp.RETURN, seccomp.RET_ALLOW)
    code.label("trace")
    code.add(seccomp.RETURN, seccomp.RET_TRACE)
    code.label("prctl")
    code.add(seccomp.LOAD, seccomp.OFFSET_ARGUMENTS)
    code.add(seccomp.EQUAL, seccomp.PR_SET_SECCOMP, otherwise="allowed")
    code.add(seccomp.RETURN, seccomp.RET_ERRNO | errno.EPERM)
    code.label("allowed")
    code.add(seccomp.RETURN, seccomp.RET_ALLOW)
    return code.assembled()


@functools.cache
def packed(machine: str) -> bytes:
    """The filter as the kernel reads it, made once for all that are forked from this process."""
    return seccomp.packed(program(machine)) if machine in MACHINES else b""


def begin(file: str) -> None:
    """Put this process, and every process that it will start, under the tracer's schedule.

    Raises RuntimeError where that cannot be done; nothing has changed then.
    """
    machine = os.uname().machine
    code = packed(machine)
    if not code or not seccomp.put_on(code):
        raise RuntimeError(f"no schedule on this machine ({machine})")
    os.environ[FILE] = file
    main: Any = sys.modules["__main__"]
    main.__spec__ = ModuleSpec("grader.runner.points", None)
    reached(0)
    _begin_here(file)


def _begin_here(file: str) -> None:
    """What each interpreter does for itself."""
    marks.begin(file, reached, passed)
    when_loaded("multiprocessing.process", _keep_order)


class _Ordered(dict[Any, None]):
    """A set whose order is that of coming."""

    def add(self, item: object) -> None:
        self[item] = None

    def discard(self, item: object) -> None:
        self.pop(item, None)


def _keep_order(module: Any) -> None:
    """Have multiprocessing look after its children in the order of their births.

    It keeps them in a set, whose order is that of their addresses: no other run would repeat it.
    """
    module._children = _Ordered(dict.fromkeys(module._children))
    module.set = _Ordered  # which is what a child makes anew after a fork


def reached(line: int, stop: Callable[[int], int] = os.sched_get_priority_max) -> None:
    """Stop for the tracer, which may let others go on first; a submission may change what the name says."""
    stop(line)


def passed(line: int, stop: Callable[[int, int, int, int], None] = os.posix_fadvise) -> None:
    """Stop for the tracer at a fine mark."""
    stop(-1, line, 0, 0)


if __name__ == "__mp_main__" and FILE in os.environ:
    _begin_here(os.environ[FILE])
    _name = os.path.basename(os.environ[FILE]).removesuffix(".py")
    sys.meta_path.insert(0, marks.Finder(_name, os.environ[FILE]))
