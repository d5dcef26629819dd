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
TOO_BUSY: Final = (
    "Other programs kept the machine too busy to say how this would have ended.",
    "Grade it again when less is running.",
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
# -- the conclusion of `grade doctor`
#: What a machine of this kind allows, in one sentence.
KINDS: Final = {
    "docker": "This is a Docker container: its filter forbids user namespaces. Root gets level uid with "
    "`--cap-add SYS_PTRACE`, and other users get landlock.",
    "podman": "This is a Podman container: level namespaces needs `--security-opt unmask=ALL`, and a filter "
    "that allows user namespaces.",
    "rootless": "This is a rootless Podman container: its root is an ordinary user outside. Level namespaces "
    "needs `--security-opt unmask=ALL`.",
    "devcontainer": "This is a dev container: the devcontainer.json of a release adds the capability "
    "SYS_PTRACE, which level uid needs.",
    "jupyterhub": "This is a JupyterHub server: ordinary users get level landlock, if its spawner lets them "
    "watch their own processes (ptrace).",
    "wsl1": "This is WSL 1, whose kernel lacks what grading needs. In Windows, `wsl --set-version NAME 2` "
    "mends that.",
    "wsl2": "This is WSL 2, which has a Linux kernel of its own: what holds for that Linux holds here.",
}
GOOD: Final = "That is good enough for other people's work."
AS_ROOT: Final = "An ordinary user's boxes have one wall more than root's."
READ_ONLY_HOME: Final = (
    "Your home folder cannot be written to. Grading writes nothing there. Keep exercises and results "
    "elsewhere."
)
NOTHING_TO_MEND: Final = "No setting of this machine keeps bubblewrap from starting."
ASK: Final = "Write this file, and load it"
WRITTEN: Final = "Written and loaded. `grade doctor` as an ordinary user shows what it has changed."
#: A profile of ours for AppArmor, where the system ships none.
PROFILE: Final = """\
# Lets bubblewrap make user namespaces, and forbids nothing. Written by `grade doctor --fix`.
abi <abi/4.0>,
include <tunables/global>

profile forklore-bwrap {program} flags=(unconfined) {{
  userns,
  include if exists <local/forklore-bwrap>
}}
"""
#: What an isolation level leaves open that another one does not.
OPEN: Final = {
    "uid": "A submission can see the command lines of other processes, and nothing else of them.",
    "landlock": "A submission can see the command lines of other processes, and nothing else of them.",
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


def no_start(reason: str, setting: str) -> tuple[str, str]:
    """Say that bubblewrap cannot start; a kernel's ``setting``, if any, keeps it from that."""
    fix = "See `bwrap --unshare-user true`; in a container, allow user namespaces."
    if setting:
        fix = f"The kernel's setting {setting} forbids it: `grade doctor --fix` shows what to do."
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


def uses(grade: str, batch: str, root: bool) -> str:
    """Say which isolation levels are used, and whether they are good enough; empty where there is none."""
    if not grade:
        return "Conclusion: neither `grade` nor `grade batch` works here."
    if not batch:
        return (
            f"Conclusion: `grade` uses isolation level {grade} here. That is good enough for your own code "
            "only. `grade batch` refuses to grade: it requires landlock or a higher level."
        )
    more = [OPEN[grade]] if grade in OPEN else [AS_ROOT] if root and grade == "namespaces" else []
    told = f"Conclusion: `grade` and `grade batch` use isolation level {grade} here. {GOOD}"
    return " ".join([told, *more])


def better(level: str, why: str) -> str:
    """Say how to get a higher level; ``why`` it is not there, and what to do about that."""
    return f"Level {level} would be better. {why}"


def memory(version: int) -> str:
    """Say who bounds the memory of a box: control groups of this version, or the samples alone."""
    if version:
        return f"The kernel bounds the memory of each box (control groups, version {version})."
    return "Memory is counted after it has been used: no control group can be made here."


def profile(path: str, text: str, shipped: bool, setting: str) -> str:
    """Show a profile, and the other ways."""
    if shipped:
        about = "It comes from your system's packages. What bubblewrap starts gets no capabilities."
    else:
        about = "Every program that starts bubblewrap may then make user namespaces."
    return (
        f"AppArmor forbids user namespaces to programs that have no profile ({setting}=1).\n"
        f"This profile for bubblewrap would stand in {path}:\n\n{text.rstrip()}\n\n{about}\n"
        f"Other ways: `sysctl -w {setting}=0` allows user namespaces to all programs until the next start;\n"
        f"the line `{setting}=0` in /etc/sysctl.d/60-userns.conf does so for good.\n"
        "Or grade on level landlock.\n"
    )


def setting(name: str) -> str:
    """Say which setting of the kernel forbids user namespaces, where no profile can help."""
    value = "15000" if name.endswith("max_user_namespaces") else "1"
    return f"The kernel's setting {name} forbids user namespaces. `sysctl -w {name}={value}` allows them."


def not_root(path: str) -> tuple[str, str]:
    """Say that only root can write a profile."""
    return f"Only root may write {path}.", "Run it as root: sudo grade doctor --fix"


def not_loaded(path: str, reason: str) -> tuple[str, str]:
    """Say that AppArmor did not load a profile."""
    said = f": {reason}" if reason else ""
    return f"{path} is written, and was not loaded{said}.", f"Load it as root: apparmor_parser -r {path}"
