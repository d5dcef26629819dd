"""The state from which every process of ours begins, whatever started it: nothing inherited changes a mark.

Theory of operation
-------------------
A process inherits signal dispositions and its signal mask, the umask, resource limits, scheduling, the
personality, descriptors and the environment from whoever starts it. :func:`settle` brings ``grade`` and the
judging session to one known state. Judges, wardens and boxes are forked from the session, and
:func:`settle_box` does for a box what a session need not have. Soft limits are raised as far as the hard ones
allow; :func:`require` refuses to grade where even these are too low for a box, and says which.

What a user may have meant is left to ``grade`` itself: signals that a terminal or ``nohup`` cares about, the
part of the umask that concerns others, niceness, which CPUs may be used, and an alarm that is to end it. A
timer reaches no process that is forked.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from typing import Final

from grader.errors import SetupError
from grader.limits import MIB
from grader.messages import machine
from grader.runner.confine import syscalls

#: Ignored by whoever wants it so, and of no concern to grading.
USERS: Final = frozenset({"SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGTSTP", "SIGTTIN", "SIGTTOU"})
#: Python ignores these in every process.
PYTHONS: Final = frozenset({"SIGPIPE", "SIGXFSZ"})
#: The C library does not let us use it for its own signals.
SIGACTION: Final = "rt_sigaction"
#: The last signal there is.
LAST: Final = 64
PR_SET_TIMERSLACK: Final = 29
TIMER_SLACK: Final = 50_000
#: Stack of a first thread, as nearly every system has it.
STACK: Final = 8 * MIB
#: The name of each limit for :mod:`resource`, what a box needs of it, its unit, and what ``ulimit`` calls it.
NEEDED: Final = (
    ("RLIMIT_NOFILE", 1024, 1, "-n"),
    ("RLIMIT_AS", 4608 * MIB, 1024, "-v"),
    ("RLIMIT_DATA", 4608 * MIB, 1024, "-d"),
    ("RLIMIT_STACK", STACK, 1024, "-s"),
    ("RLIMIT_FSIZE", 64 * MIB, 1024, "-f"),
    ("RLIMIT_CPU", 600, 1, "-t"),
    ("RLIMIT_SIGPENDING", 256, 1, "-i"),
)
#: More of these than is needed changes how programs work.
MODEST: Final = frozenset({"RLIMIT_NOFILE", "RLIMIT_STACK"})
#: Processes and threads that an account must be able to start beside those that it has.
ROOM: Final = 320
PATH: Final = "/usr/local/bin:/usr/bin:/bin"


def settle(ours: bool = False) -> None:
    """Bring this process to the known state; ``ours``: nothing is left to who started it (the session)."""
    fill_streams()
    if sys.platform != "linux":
        return
    _reset_signals(USERS - {"SIGINT"} if ours else USERS)
    os.umask(0o022 if ours else os.umask(0o022) & 0o077)
    _raise_limits()
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_TIMERSLACK, ctypes.c_ulong(TIMER_SLACK), *[ctypes.c_ulong(0)] * 3)
    libc.personality(ctypes.c_ulong(0))
    with contextlib.suppress(OSError):
        if os.sched_getscheduler(0) != os.SCHED_OTHER:
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    if not os.environ.get("PATH"):
        os.environ["PATH"] = PATH


def settle_box() -> None:
    """Bring a process that becomes a box's first to the state that all boxes begin with."""
    import resource

    _reset_signals(frozenset())
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:  # the warden's own handlers
        signal.signal(number, signal.SIG_DFL)
    os.umask(0o022)
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (STACK if hard < 0 else min(STACK, hard), hard))


def fill_streams() -> None:
    """Open what is closed of the standard streams to nowhere, so that nothing else gets their numbers."""
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def require() -> None:
    """Raise SetupError where a limit of this process, or of its account, is too low for a box."""
    import resource

    for name, least, unit, flag in NEEDED:
        _, hard = resource.getrlimit(getattr(resource, name))
        if 0 <= hard < least:
            raise SetupError(*machine.limit_too_low(name, least // unit, hard // unit, flag))
    _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    if os.geteuid() != 0 and 0 <= hard < 1 << 16 and hard < ROOM + (running := _threads_of(os.getuid())):
        raise SetupError(*machine.no_room(ROOM, running, hard))


def host() -> str:
    """The machine for the report; with what was inherited and slows a run down, where there is such."""
    told = os.uname()  # platform.platform() starts a process to ask
    words = [f"{told.sysname}-{told.release}-{told.machine}"]
    if sys.platform == "linux":
        cpus, online = len(os.sched_getaffinity(0)), os.cpu_count() or 1
        if cpus < online:
            words.append(f"{cpus} of {online} CPUs")
        if nice := os.getpriority(os.PRIO_PROCESS, 0):
            words.append(f"nice {nice}")
    return ", ".join(words)


def tracer() -> int:
    """The process that traces this one already, 0 if none does."""
    with contextlib.suppress(OSError, ValueError), open("/proc/self/status", encoding="utf-8") as file:
        return int(file.read().partition("\nTracerPid:")[2].split()[0])
    return 0


def _reset_signals(spared: frozenset[str]) -> None:
    """Unblock every signal, and give those that are ignored, but for some, their default again."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    left = {int(getattr(signal, name)) for name in spared | PYTHONS}
    for number in _ignored() - left:
        if number in signal.valid_signals():
            signal.signal(number, signal.SIG_DFL)
        elif (call := syscalls.numbers(os.uname().machine, (SIGACTION,)).get(SIGACTION)) is not None:
            action = ctypes.create_string_buffer(64)  # all zero: the default, no flags, an empty mask
            size = ctypes.c_size_t(8)
            ctypes.CDLL(None).syscall(ctypes.c_long(call), ctypes.c_int(number), action, None, size)


def _ignored() -> set[int]:
    """The signals that this process ignores, those of the C library included."""
    with open("/proc/self/status", encoding="utf-8", errors="replace") as file:
        mask = int(file.read().partition("\nSigIgn:")[2].split()[0], 16)
    return {number for number in range(1, LAST + 1) if mask >> (number - 1) & 1}


def _raise_limits() -> None:
    """Raise each soft limit to its hard one; root raises the hard ones too, as far as boxes need it."""
    import resource

    for name, least, *_ in (*NEEDED, ("RLIMIT_NPROC", 1 << 16)):
        which = getattr(resource, name)
        if 0 <= resource.getrlimit(which)[1] < least:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(which, (least, least))
        soft, hard = resource.getrlimit(which)
        most = least if name in MODEST and (hard < 0 or least < hard) else hard
        if soft >= 0 and (most < 0 or soft < most):
            resource.setrlimit(which, (most, hard))


def _threads_of(uid: int) -> int:
    """Processes and threads of an account, as far as they can be seen."""
    count = 0
    with os.scandir("/proc") as entries:
        for entry in entries:
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if entry.stat().st_uid == uid:
                        count += len(os.listdir(f"{entry.path}/task"))
    return count
