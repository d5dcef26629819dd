"""What the small planted programs share; it lies beside each of them in the box."""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterable


def forked(*bodies: Callable[[], object]) -> list[int]:
    """Have each body run in a child of its own; the pids. A child whose body raises ends with 1."""
    pids = []
    for body in bodies:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                body()
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    return pids


def ended(pids: Iterable[int]) -> list[int]:
    """Wait for each child; the exit codes."""
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


def together(*bodies: Callable[[], object]) -> list[int]:
    """Have the bodies run side by side; the exit codes."""
    return ended(forked(*bodies))


def cells(count: int = 1) -> mmap.mmap:
    """Bytes that parents and children share."""
    return mmap.mmap(-1, count)


def text(name: str) -> str:
    """What is in a file."""
    with open(name) as file:
        return file.read()


def save(name: str, content: str) -> None:
    """Replace a file."""
    with open(name, "w") as file:
        file.write(content)


def remove(*names: str) -> None:
    """Remove what is there of these files."""
    for name in names:
        if os.path.exists(name):
            os.unlink(name)


def alone(body: Callable[[], bool]) -> bool:
    """Have a body run in a process that has no other children; whether it says that all is well."""

    def run() -> None:
        os._exit(0 if body() else 3)

    (code,) = ended(forked(run))
    return code == 0
