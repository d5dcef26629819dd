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
it takes a number, the line, and does nothing; the tracer answers it in the kernel's place. New interpreters
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
from grader.runner.confine import limit_calls, seccomp
from grader.runner.load import when_loaded

FILE: Final = "FORKLORE_POINTS"
MARK: Final = "sched_get_priority_max"
#: Calls that are points whatever their arguments. So far the tracer knows the registers of x86-64 only.
NUMBERS: Final = {
    "x86_64": {
        "read": 0, "write": 1, "open": 2, "poll": 7, "readv": 19, "writev": 20, "select": 23,
        "sched_yield": 24, "pause": 34, "nanosleep": 35, "alarm": 37, "setitimer": 38, "connect": 42,
        "accept": 43, "sendto": 44, "recvfrom": 45,
        "sendmsg": 46, "recvmsg": 47, "wait4": 61, "kill": 62, "semop": 65, "flock": 73, "gettimeofday": 96,
        "rt_sigtimedwait": 128, "rt_sigsuspend": 130, "mknod": 133, MARK: 146, "tkill": 200, "time": 201,
        "sched_getaffinity": 204, "semtimedop": 220, "clock_gettime": 228, "clock_nanosleep": 230,
        "exit_group": 231, "epoll_wait": 232, "tgkill": 234, "waitid": 247, "openat": 257,
        "mknodat": 259, "pselect6": 270, "ppoll": 271, "epoll_pwait": 281,
        "accept4": 288, "pidfd_send_signal": 424, "execve": 59, "execveat": 322,
        "rt_sigaction": 13, "listen": 50, "truncate": 76, "ftruncate": 77, "rename": 82, "mkdir": 83,
        "rmdir": 84, "link": 86, "unlink": 87, "symlink": 88, "setpgid": 109, "setsid": 112, "mkdirat": 258,
        "unlinkat": 263, "renameat": 264, "linkat": 265, "symlinkat": 266, "renameat2": 316,
    },
}  # fmt: skip
#: Calls that no schedule can allow for: clocks of the kernel's own, and waits that cannot be asked about.
NEVER: Final = {
    "x86_64": {
        "timer_create": 222, "mq_timedsend": 242, "mq_timedreceive": 243, "signalfd": 282,
        "timerfd_create": 283, "signalfd4": 289, "futex_waitv": 449,
    },
}  # fmt: skip
#: Calls that are points for some of their arguments: which argument, a mask for it, and its values.
SOMETIMES: Final = {
    "x86_64": {
        # FUTEX_WAIT and FUTEX_WAIT_BITSET; those that pass a lock on: LOCK_PI, WAIT_REQUEUE_PI, LOCK_PI2
        "futex": (202, 1, 0x7F, (0, 9, 6, 11, 13)),
        "fcntl": (72, 1, 0xFFFFFFFF, (7, 38)),  # F_SETLKW, F_OFD_SETLKW
        "clone": (56, 0, 0x14100, (0x100,)),  # CLONE_VM, without CLONE_THREAD and CLONE_VFORK
    },
}


def names(machine: str) -> dict[int, str]:
    """The calls that the filter shows on a machine, by number; empty if it has no schedules."""
    whole = {number: name for name, number in NUMBERS.get(machine, {}).items()}
    whole |= {number: name for name, number in NEVER.get(machine, {}).items()}
    return whole | {number: name for name, (number, *_) in SOMETIMES.get(machine, {}).items()}


def program(machine: str) -> list[seccomp.Line]:
    """The filter for a machine of this kind (a key of ``NUMBERS``)."""
    code = seccomp.Code()
    code.add(seccomp.LOAD, seccomp.OFFSET_ARCH)
    code.add(seccomp.EQUAL, seccomp.ARCHES[machine], otherwise="allow")
    code.add(seccomp.LOAD, seccomp.OFFSET_NUMBER)
    for number in (*NUMBERS[machine].values(), *NEVER[machine].values()):
        code.add(seccomp.EQUAL, number, then="trace")
    for name, (number, *_) in SOMETIMES[machine].items():
        code.add(seccomp.EQUAL, number, then=name)
    code.add(seccomp.EQUAL, limit_calls.PRCTL[list(seccomp.ARCHES).index(machine)], then="prctl")
    code.label("allow")
    code.add(seccomp.RETURN, seccomp.RET_ALLOW)
    for name, (_, argument, mask, values) in SOMETIMES[machine].items():
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
    return seccomp.packed(program(machine)) if machine in NUMBERS else b""


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
    marks.begin(file, reached)
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


if __name__ == "__mp_main__" and FILE in os.environ:
    _begin_here(os.environ[FILE])
    _name = os.path.basename(os.environ[FILE]).removesuffix(".py")
    sys.meta_path.insert(0, marks.Finder(_name, os.environ[FILE]))
