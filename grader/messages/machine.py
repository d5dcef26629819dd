"""What a machine lacks for grading, and what an isolation level does not deny: for whoever can mend it.

A pair is a sentence and what to do about it, as :class:`grader.errors.SetupError` takes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

NO_BUBBLEWRAP: Final = ("bubblewrap is not installed.", "Install it: apt-get install bubblewrap")
NO_LANDLOCK: Final = (
    "This kernel has no Landlock, or it is switched off.",
    "Linux 5.13 or newer has it; `lsm=landlock,...` on the kernel's command line switches it on.",
)
NEEDS_ROOT: Final = (
    "Only root can give each box a user of its own.",
    "An ordinary user needs no such box: namespaces and landlock work without root.",
)
TRACED_ALREADY: Final = (
    "Another program already traces the grader: a debugger, or `strace -f`.",
    "Run `grade` without it.",
)
NO_PLACE: Final = (
    "No folder for temporary files can be written to.",
    "Set TMPDIR to a folder that this account may write to.",
)
NOT_ISOLATED: Final = (
    "Nothing kept the submission in (isolation: none): files, network and other processes of this account "
    "were within its reach. Use this only for code that you trust."
)
#: What a submission tries in a box before a run, by the key of each try.
TRIED: Final = {
    "read": "read a file of yours",
    "write": "write into a folder of yours",
    "see": "read the command line of a process of yours",
    "environ": "read the environment of a process of yours",
    "memory": "open the memory of a process of yours",
    "signal": "send a signal to a process of yours",
    "connect": "connect to a port of this machine",
    "dial": "connect to a socket of yours by its path",
    "trace": "trace processes",
    "daemon": "leave a process behind",
    "shm": "leave shared memory behind",
    "flood": "start processes without end",
}
_DOCTOR: Final = "`grade doctor` says what this machine can enforce, and how to mend what it cannot."
#: What each limit of a process bounds, by its name.
_BOUNDED: Final = {
    "RLIMIT_NOFILE": "open files",
    "RLIMIT_AS": "KiB of address space",
    "RLIMIT_DATA": "KiB of data",
    "RLIMIT_STACK": "KiB of stack",
    "RLIMIT_FSIZE": "KiB in a file",
    "RLIMIT_CPU": "seconds of CPU time",
    "RLIMIT_SIGPENDING": "pending signals",
}


def no_ptrace(reason: str | None) -> tuple[str, str]:
    """Say that nobody may watch processes here."""
    fix = "In a container, add the capability SYS_PTRACE; with Yama, set kernel.yama.ptrace_scope to 1 or 0."
    return f"This machine does not let a grader watch processes (ptrace: {reason}).", fix


def limit_too_low(name: str, needed: int, hard: int, flag: str) -> tuple[str, str]:
    """Say which limit of this process is too low; both numbers are in the unit of ``ulimit``."""
    return (
        f"Grading needs {needed} {_BOUNDED[name]}, and the limit here is {hard} ({name}).",
        f"Have the hard limit raised: as root `ulimit -H {flag} {needed}`, or in what starts "
        "`grade`: the service, or the container.",
    )


def no_room(needed: int, running: int, hard: int) -> tuple[str, str]:
    """Say that this account may not start enough processes beside those that it runs."""
    return (
        f"Grading needs room for {needed} processes and threads; this account runs {running} and may have "
        f"{hard} (RLIMIT_NPROC).",
        f"End some of them, or have the hard limit raised: as root `ulimit -H -u {needed + running}`.",
    )


def no_start(reason: str, apparmor: bool) -> tuple[str, str]:
    """Say that bubblewrap cannot start; ``apparmor`` may be what keeps it from that."""
    fix = "See `bwrap --unshare-user true`; in a container, allow user namespaces."
    if apparmor:
        fix = "On Ubuntu: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    return f"bubblewrap cannot start a box here ({reason or 'no reason given'}).", fix


def box_not_started(reason: str) -> str:
    """Say that a box did not start, as far as its launcher told why."""
    return f"The box could not be started: {reason or 'its launcher ended without a word'}"


def below_required(level: str, required: str) -> str:
    """Say that the level asked for is too low."""
    return f"Isolation level {level} is below {required}, which is required."


def possible(level: str, tried: Sequence[str]) -> str:
    """Say what a level here leaves possible, and does not promise to deny."""
    return f"At isolation level {level} a submission can {' and '.join(tried)}."


def does_not_hold(level: str, tried: Sequence[str]) -> tuple[str, str]:
    """Say that a level does not deny what it promises to deny."""
    return f"Isolation level {level} does not hold here: a submission can {' and '.join(tried)}.", _DOCTOR


def no_level(required: str, reasons: Sequence[str]) -> tuple[str, str]:
    """Say that no level is high enough here, and why."""
    return f"No isolation level from {required} upwards holds here. {' '.join(reasons)}", _DOCTOR
