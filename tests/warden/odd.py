"""Starts a program in odd surroundings: ``python odd.py NAME[,NAME...] PROGRAM ARGUMENT...``.

Whatever a process can inherit stands here as others have been seen to leave it. See ``test_inherited.py``.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import signal
import sys
import tempfile
import termios
from collections.abc import Callable, Iterable
from pathlib import Path

PR_SET_PDEATHSIG = 1
SIGACTION = {"x86_64": 13, "aarch64": 134}
PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER, PR_SET_TIMERSLACK = 38, 36, 29
PER_LINUX32 = 8
CLONE_NEWNS, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 0x20000, 2, 4, 8, 0x4000, 0x40000
EVERY = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}
OF_PYTHON = {
    "PYTHONPATH": "/nowhere:",
    "PYTHONSTARTUP": "/nowhere/start.py",
    "PYTHONUNBUFFERED": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONIOENCODING": "latin-1",
    "PYTHONUTF8": "0",
    "PYTHONFAULTHANDLER": "1",
    "PYTHONTRACEMALLOC": "5",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONBREAKPOINT": "nothing.at_all",
    "PYTHONNOUSERSITE": "1",
    "PYTHON_CPU_COUNT": "1",
    "LC_ALL": "tr_TR.UTF-8",
    "LANGUAGE": "tr",
    "COLUMNS": "20",
    "PYTEST_PLUGINS": "nowhere",
}
UNUSUAL = {
    "PYTHONWARNINGS": "error",
    "PYTHONOPTIMIZE": "2",
    "PYTHONMALLOC": "debug",
    "PYTHONDEVMODE": "1",
    "PYTEST_ADDOPTS": "--collect-only",
    "LD_BIND_NOW": "1",
    "LD_PRELOAD": "/nowhere.so",
    "MALLOC_PERTURB_": "85",
    "MALLOC_ARENA_MAX": "1",
    "LC_ALL": "C",
    "LANG": "xx",
    "TZ": "Nowhere/Else",
    "HUGE": "x" * 100_000,
}


def ignore(signals: Iterable[int]) -> None:
    """Ignore signals, those of the C library too, which refuses that."""
    for number in signals:
        action = (ctypes.c_ulong * 8)(int(signal.SIG_IGN))
        ctypes.CDLL(None).syscall(SIGACTION[os.uname().machine], number, action, None, 8)


def soft(limit: int, value: int) -> None:
    """Lower a soft limit."""
    resource.setrlimit(limit, (value, resource.getrlimit(limit)[1]))


def control(option: int, value: int) -> None:
    """Call prctl."""
    ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3)


def keep(name: str, make: bool = True) -> None:
    """Have temporary files kept in a folder of this name."""
    place = Path(tempfile.gettempdir(), name)
    if make:
        place.mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = str(place)


def keep_behind_a_link() -> None:
    """Have temporary files kept behind a symbolic link."""
    place = Path(tempfile.gettempdir())
    (place / "real").mkdir()
    (place / "link").symlink_to("real")
    os.environ["TMPDIR"] = str(place / "link")


def keep_here() -> None:
    """Have temporary files kept in a relative folder."""
    os.chdir(tempfile.gettempdir())
    os.environ["TMPDIR"] = "."


def close(*fds: int) -> None:
    """Close standard streams."""
    for fd in fds:
        os.close(fd)


def open_many() -> None:
    """Leave many descriptors open, to be inherited."""
    source = os.open(os.devnull, os.O_RDWR)
    for fd in range(300, 500):
        os.dup2(source, fd, inheritable=True)


def remove_folder() -> None:
    """Stand in a folder that is not there any more."""
    place = tempfile.mkdtemp()
    os.chdir(place)
    Path(place).rmdir()


def have_children() -> None:
    """Have a child that runs until this process ends, and one that has ended and was not waited for."""
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        os.closerange(0, 1000)
        os.execv("/bin/sleep", ["sleep", "30"])
    if os.fork() == 0:
        os._exit(1)


def have_terminal() -> None:
    """Have a terminal of one's own, which hangs up when nobody has its other end any more."""
    ours, theirs = os.openpty()
    os.setsid()
    fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
    os.dup2(theirs, 0)
    os.set_inheritable(ours, True)


def keep_where_nothing_runs() -> None:
    """Have temporary files kept where no program may be run, if we may mount."""
    place = Path(tempfile.gettempdir(), "noexec")
    place.mkdir()
    os.environ["TMPDIR"] = str(place)
    libc = ctypes.CDLL(None)
    if libc.unshare(CLONE_NEWNS) == 0 and libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None) == 0:
        libc.mount(b"tmpfs", os.fsencode(place), b"tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, None)


def forbid_locked_memory() -> None:
    """Forbid what only some programs need: locked memory, message queues, priorities."""
    for limit in (resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE, resource.RLIMIT_RTPRIO):
        soft(limit, 0)


def lose_reader() -> None:
    """Have a pipe as standard input whose other end is closed."""
    out, into = os.pipe()
    os.close(into)
    os.dup2(out, 0)


ODD: dict[str, Callable[[], object]] = {
    "signals of the C library ignored": lambda: ignore({32, 33, 34, 64}),
    "SIGCHLD ignored": lambda: ignore({signal.SIGCHLD}),
    "every signal ignored": lambda: ignore(EVERY),
    "every signal blocked": lambda: signal.pthread_sigmask(signal.SIG_BLOCK, EVERY),
    "no mode for anybody": lambda: os.umask(0o777),
    "every mode for everybody": lambda: os.umask(0),
    "64 descriptors": lambda: soft(resource.RLIMIT_NOFILE, 64),
    "one process": lambda: soft(resource.RLIMIT_NPROC, 1),
    "300 MiB of address space": lambda: soft(resource.RLIMIT_AS, 300 << 20),
    "100 MiB of data": lambda: soft(resource.RLIMIT_DATA, 100 << 20),
    "a small stack": lambda: soft(resource.RLIMIT_STACK, 256 << 10),
    "an endless stack": lambda: soft(resource.RLIMIT_STACK, resource.RLIM_INFINITY),
    "files of 4 KiB": lambda: soft(resource.RLIMIT_FSIZE, 4096),
    "three seconds of CPU": lambda: soft(resource.RLIMIT_CPU, 3),
    "no pending signals": lambda: soft(resource.RLIMIT_SIGPENDING, 0),
    "nice": lambda: os.nice(19),
    "idle": lambda: os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0)),
    "one CPU": lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}),
    "slack timers": lambda: control(PR_SET_TIMERSLACK, 2_000_000_000),
    "another personality": lambda: ctypes.CDLL(None).personality(PER_LINUX32),
    "no new privileges": lambda: control(PR_SET_NO_NEW_PRIVS, 1),
    "a subreaper": lambda: control(PR_SET_CHILD_SUBREAPER, 1),
    "many descriptors": open_many,
    "unusual variables": lambda: os.environ.update(UNUSUAL),
    "no variables": os.environ.clear,
    "an empty PATH": lambda: os.environ.update(PATH=""),
    "spaces in TMPDIR": lambda: keep("with some spaces"),
    "a long TMPDIR": lambda: keep("long" * 40),
    "no TMPDIR": lambda: keep("missing", make=False),
    "bytes in TMPDIR": lambda: keep(os.fsdecode(b"\xff\n")),
    "a link in TMPDIR": keep_behind_a_link,
    "a relative TMPDIR": keep_here,
    "no standard input": lambda: close(0),
    "no standard streams but the output": lambda: close(0, 2),
    "no folder": remove_folder,
    "children": have_children,
    "no terminal": os.setsid,
    "a broken pipe as input": lose_reader,
    "a terminal": have_terminal,
    "variables of Python's": lambda: os.environ.update(OF_PYTHON),
    "a TMPDIR where nothing runs": keep_where_nothing_runs,
    "no locked memory": forbid_locked_memory,
}
#: What is tried at once, so that all of them together take little time.
TOGETHER = (
    ("signals of the C library ignored", "spaces in TMPDIR", "nice"),
    ("SIGCHLD ignored", "a long TMPDIR", "children"),
    ("every signal ignored", "no TMPDIR", "unusual variables"),
    ("every signal blocked", "bytes in TMPDIR", "no standard input"),
    ("no mode for anybody", "a link in TMPDIR", "no terminal"),
    ("every mode for everybody", "a relative TMPDIR", "idle"),
    ("64 descriptors", "300 MiB of address space", "100 MiB of data", "three seconds of CPU"),
    ("a small stack", "one process", "files of 4 KiB", "no pending signals"),
    ("an endless stack", "slack timers", "one CPU"),
    ("another personality", "no new privileges", "a subreaper", "many descriptors"),
    ("no variables", "no folder"),
    ("an empty PATH", "no standard streams but the output"),
    ("a broken pipe as input", "no locked memory"),
    ("a terminal", "variables of Python's", "a TMPDIR where nothing runs"),
)
#: Those that a right answer was most likely to lose marks by, all at once.
WORST = (
    "signals of the C library ignored",
    "SIGCHLD ignored",
    "every signal blocked",
    "no mode for anybody",
    "many descriptors",
    "64 descriptors",
    "a small stack",
    "files of 4 KiB",
    "slack timers",
    "another personality",
    "unusual variables",
    "spaces in TMPDIR",
    "children",
    "no folder",
    "no standard streams but the output",
)

if __name__ == "__main__":
    names, *command = sys.argv[1:]
    for name in names.split(","):
        ODD[name]()
    os.execve(command[0], command, os.environ)
