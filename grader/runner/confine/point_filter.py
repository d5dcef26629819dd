"""The calls of a scheduled request at which the tracer decides who goes on, and the filter that shows them.

Theory of operation
-------------------
A runner that begins a schedule installs a second seccomp filter. Filters stack, and of their answers TRACE
outweighs ALLOW, as a refusal outweighs TRACE: the box's own filter stays what it is. No third filter may
follow, which could refuse what this one shows. From then on this
process, and all that it will start, stops at the entry of each call by which it can meet others or learn
the time. A futex is a point for its waits only: who waits is woken by its word having changed. The tracer
takes the first of them, a mark, for the beginning of the schedule.

Each stop costs, and an interpreter that starts makes hundreds of calls that nobody else notices. So files
that are opened and handlers that are set are points only in a request that asks for them.
"""

from __future__ import annotations

import errno
import functools
from collections.abc import Iterable
from typing import Final

from grader.runner.confine import seccomp, syscalls
from grader.runner.held_back import CHANGES, OPENS
from grader.runner.held_back import FINE as FINE_KIND

MARK: Final = "sched_get_priority_max"
#: A fine mark, told by a descriptor that nobody can have: while it is made, other threads may go on.
FINE: Final = "fadvise64"
YIELDS: Final = "sched_yield"
#: Calls that are points whatever their arguments.
ALWAYS: Final = (
    "read", "write", "poll", "readv", "writev", "select", YIELDS, "pause", "nanosleep",
    "alarm", "setitimer", "getitimer", "connect", "accept", "sendto", "recvfrom", "sendmsg", "recvmsg",
    "wait4", "kill", "semop", "flock", "gettimeofday", "rt_sigtimedwait", "rt_sigsuspend", "mknod", MARK,
    "tkill", "time", "sched_getaffinity", "semtimedop", "clock_gettime", "clock_nanosleep",
    "exit_group", "epoll_wait", "tgkill", "waitid", "mknodat", "pselect6", "ppoll",
    "epoll_pwait", "accept4", "pidfd_send_signal", "execve", "execveat", "signalfd", "signalfd4",
    "timerfd_create", "timerfd_settime", "timerfd_gettime",
)  # fmt: skip
#: Kinds of calls that are points only where asked for: an interpreter makes hundreds at its start.
ASKED_FOR: Final = {
    OPENS: ("open", "openat"),
    CHANGES: (
        "rt_sigaction", "listen", "truncate", "ftruncate", "rename", "renameat", "renameat2", "mkdir",
        "mkdirat", "rmdir", "link", "linkat", "unlink", "unlinkat", "symlink", "symlinkat", "setpgid",
        "setsid",
    ),
}  # fmt: skip
#: Who says one of these may make a FIFO, whose opening waits for the other end.
SAYS_FIFO: Final = ("fifo", "mknod")
#: Calls that no schedule can allow for: clocks of the kernel's own, and waits that cannot be asked about.
NEVER: Final = (
    "timer_create", "mq_timedsend", "mq_timedreceive", "futex_waitv",
)  # fmt: skip
#: Calls that are points for some of their arguments: which argument, a mask for it, and its values.
SOMETIMES: Final = {
    # FUTEX_WAIT and FUTEX_WAIT_BITSET; those that pass a lock on: LOCK_PI, WAIT_REQUEUE_PI, LOCK_PI2
    "futex": (1, 0x7F, (0, 9, 6, 11, 13)),
    "fcntl": (1, 0xFFFFFFFF, (7, 38)),  # F_SETLKW, F_OFD_SETLKW
    "clone": (0, 0x14100, (0x100,)),  # CLONE_VM, without CLONE_THREAD and CLONE_VFORK
    FINE: (0, 0xFFFFFFFF, (0xFFFFFFFF,)),
}


def asked_for(hold: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """The kinds of ``ASKED_FOR`` that are points where ``hold`` is held back and these texts are run."""
    if CHANGES in hold or FINE_KIND in hold:
        return OPENS, CHANGES  # a file that is made is a change, too
    opens = OPENS in hold or any(word in text for text in texts for word in SAYS_FIFO)
    return (OPENS,) if opens else ()


@functools.cache
def names(machine: str, kinds: tuple[str, ...] = tuple(ASKED_FOR)) -> dict[int, str]:
    """The calls that the filter shows on a machine, by number; empty if it has no schedules."""
    more = [name for kind in kinds for name in ASKED_FOR[kind]]
    return syscalls.names(machine, (*ALWAYS, *NEVER, *SOMETIMES, *more))


def program(machine: str, kinds: tuple[str, ...] = ()) -> list[seccomp.Line]:
    """The filter for a machine of this kind in ``syscalls.MACHINES``, with ``kinds`` of ``ASKED_FOR``."""
    code = seccomp.Code()
    code.add(seccomp.LOAD, seccomp.OFFSET_ARCH)
    code.add(seccomp.EQUAL, seccomp.ARCHES[machine], otherwise="allow")
    code.add(seccomp.LOAD, seccomp.OFFSET_NUMBER)
    for number, name in names(machine, kinds).items():
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
def packed(machine: str, kinds: tuple[str, ...] = ()) -> bytes:
    """The filter as the kernel reads it, made once for all that are forked from this process."""
    return seccomp.packed(program(machine, kinds)) if machine in syscalls.MACHINES else b""
