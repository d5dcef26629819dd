"""Python's own services, known by how they are born, never by what their command line has in it.

Theory of operation
-------------------
multiprocessing starts its resource tracker and its fork server as a new interpreter: with the flags of the
old one, ``-c``, and one line that calls ``main`` with plain values. Looked at is the moment after the exec:
the same interpreter as the parent's, that command line and nothing else, and a pipe at the descriptor that
the line names, of which the parent holds an end.
"""

from __future__ import annotations

import ast
import os
import re

from grader.warden.trace import procfs

#: The module whose ``main`` is called, and which argument is the pipe that tells it that nobody needs it.
SERVICES = {
    "multiprocessing.resource_tracker": ("resource_tracker", 0),
    "multiprocessing.forkserver": ("forkserver", 1),
}
#: Flags of an interpreter that run no other code.
FLAGS = re.compile(rb"-[dBOsSEvbqIP]+|-W.+|-X.+", re.S)


def service(pid: int, parent: int) -> str:
    """The name of the service that a process has just become by exec; empty for every other program."""
    arguments = procfs.command_line(pid)
    if not _runs_the_last(arguments) or not _same_program(pid, parent):
        return ""
    name, fd = _called(arguments[-1])
    pipe = procfs.link(f"/proc/{pid}/fd/{fd}") if name else ""
    return name if pipe.startswith("pipe:[") and pipe in procfs.descriptors(parent).values() else ""


def _runs_the_last(arguments: list[bytes]) -> bool:
    """Whether an interpreter with these arguments runs the last one as a program, and nothing before it."""
    words = iter(arguments[1:-2])
    return arguments[-2:-1] == [b"-c"] and all(
        FLAGS.fullmatch(word) or (word == b"-X" and next(words, b"") != b"") for word in words
    )


def _called(line: bytes) -> tuple[str, int]:
    """The service that this line starts, and its pipe; an empty name if it does anything else."""
    try:
        match ast.parse(line.decode()).body:
            case [
                ast.ImportFrom(module=str(module), names=[ast.alias(name="main", asname=None)]),
                ast.Expr(ast.Call(func=ast.Name("main"), args=arguments, keywords=more)),
            ] if module in SERVICES and all(word.arg is None for word in more):
                values = [ast.literal_eval(one) for one in (*arguments, *(word.value for word in more))]
                name, at = SERVICES[module]
                return name, int(values[at])
    except (SyntaxError, ValueError, TypeError, IndexError, MemoryError, RecursionError):
        pass
    return "", -1


def _same_program(pid: int, other: int) -> bool:
    try:
        return os.path.samestat(os.stat(f"/proc/{pid}/exe"), os.stat(f"/proc/{other}/exe"))
    except OSError:
        return False
