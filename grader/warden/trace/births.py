"""Python's own services, known by how they are born, never by what their command line has in it.

Theory of operation
-------------------
multiprocessing starts its resource tracker and its fork server as a new interpreter: with the flags of the
old one, ``-c``, and one line that calls ``main`` with plain values. In newer releases (3.14.10 is
one) the fork server gets the program's arguments behind that line, and hands them to ``main``. Looked at is
the moment after the exec: the same interpreter as the parent's, that line and no other code, and a pipe at
the descriptor that the line names, of which the parent holds an end.
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
#: How the fork server's line hands on the arguments of the program.
ARGUMENTS = "sys_argv=sys.argv[1:]"
#: Flags of an interpreter that run no other code.
FLAGS = re.compile(rb"-[dBOsSEvbqIP]+|-W.+|-X.+", re.S)


def service(pid: int, parent: int) -> str:
    """The name of the service that a process has just become by exec; empty for every other program."""
    name, fd = _called(_line(procfs.command_line(pid)))
    if not name or not _same_program(pid, parent):
        return ""
    pipe = procfs.link(f"/proc/{pid}/fd/{fd}")
    return name if pipe.startswith("pipe:[") and pipe in procfs.descriptors(parent).values() else ""


def _line(arguments: list[bytes]) -> bytes:
    """The program behind ``-c``, if an interpreter with these arguments runs that one; else empty."""
    words = iter(arguments[1:])
    for word in words:
        if word == b"-c":
            return next(words, b"")
        if not FLAGS.fullmatch(word) and not (word == b"-X" and next(words, b"")):
            break
    return b""


def _called(line: bytes) -> tuple[str, int]:
    """The service that this line starts, and its pipe; an empty name if it does anything else."""
    try:
        match ast.parse(line.decode()).body:
            case [
                *before,
                ast.ImportFrom(module=str(module), names=[ast.alias(name="main", asname=None)]),
                ast.Expr(ast.Call(func=ast.Name("main"), args=arguments, keywords=more)),
            ] if module in SERVICES and [ast.unparse(one) for one in before] in ([], ["import sys"]):
                given = [word.value for word in more if ast.unparse(word) != ARGUMENTS]
                values = [ast.literal_eval(one) for one in (*arguments, *given)]
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
