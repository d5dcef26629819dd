"""A program in a box, as a graded answer is: namespaces of its own, and the same filter of system calls.

Theory of operation
-------------------
bubblewrap makes the box. It reads the filter from a descriptor, and starts the program, whose own standard
streams, terminal and signals stay as they are. The system, Python without installed packages and the working
folder can be read. /work, /tmp and /dev/shm can be written to, and end with the box. Whether this
machine can have such a box is tried out first, with a program that does nothing.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from typing import Final

from grader.box import namespaces
from grader.errors import SetupError, UsageError
from grader.runner.confine import seccomp

LAUNCHERS: Final = namespaces.LAUNCHERS
#: Of the environment, what a terminal needs.
KEPT: Final = ("TERM", "COLUMNS", "LINES", "COLORTERM", "NO_COLOR")
START_SECONDS: Final = 20
NO_BOX: Final = (
    "This machine cannot have a box.",
    "`grade doctor` says what is missing; or run it without --box.",
)


def launched(argv: Sequence[str]) -> list[str]:
    """The command that runs ``argv`` in a box. Raises SetupError where this machine cannot have one."""
    folder = os.getcwd()
    if folder == "/":
        raise UsageError(
            "A box can read the working folder, and that is / here.", "Go to the program's folder."
        )
    _try(folder)
    return namespaces.around(argv, folder, _environment(), _filter(inherited=True))


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ}


def _filter(inherited: bool) -> int:
    """A descriptor from which bubblewrap reads the filter of a box."""
    fd = os.memfd_create("filter", 0 if inherited else os.MFD_CLOEXEC)
    os.write(fd, code())
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def code() -> bytes:
    """The filter's instructions."""
    machine = os.uname().machine
    if machine not in seccomp.ARCHES:
        raise SetupError(*NO_BOX)
    return seccomp.packed(seccomp.program(machine))


def _try(folder: str) -> None:
    fd = _filter(inherited=False)
    try:
        line = namespaces.around(["/usr/bin/true"], folder, {}, fd)
        done = subprocess.run(
            line, stdin=subprocess.DEVNULL, capture_output=True, pass_fds=[fd], timeout=START_SECONDS
        )
    finally:
        os.close(fd)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise SetupError(f"{NO_BOX[0]} {said[-1] if said else ''}".strip(), NO_BOX[1])
