"""Which isolation level holds here: a process of its own tries, while the session loads pytest and suites.

Theory of operation
-------------------
The session forks this process before anything else is loaded, so no thread and no lock is copied. It chooses
a level, says which and why through a pipe, and ends; it ends with the session, and its box with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import msgspec

from grader.errors import Fault, GraderError
from grader.isolation.levels import Choice, choose, plan_of
from grader.report import Probe
from grader.stream import write_all
from grader.warden.trace import ptrace


class Chosen(msgspec.Struct):
    """What was found, or what is wrong."""

    isolation: str = ""
    probes: list[Probe] = []
    notices: list[str] = []
    fault: Fault | None = None


class BackgroundProbe:
    """A probe that goes on. End it in any case."""

    def __init__(self, isolation: str, require: str, folder: Path) -> None:
        self._folder = folder
        self._out, out_in = os.pipe()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            _tell(lambda: choose(isolation, folder, require), out_in, parent)
        os.close(out_in)

    def choice(self) -> Choice:
        """The level that holds. Raises SetupError if there is none, GraderError if the probe broke."""
        with os.fdopen(os.dup(self._out), "rb") as file:
            said = file.read()
        if not said:
            raise GraderError("Trying out boxes ended without a word.")
        found = msgspec.json.decode(said, type=Chosen)
        if found.fault is not None:
            raise found.fault.raised()
        plan = plan_of(found.isolation, self._folder / "package", tried=True)
        return Choice(plan, found.probes, found.notices)

    def end(self) -> None:
        """End it if it has not ended."""
        os.close(self._out)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def _tell(choose: Callable[[], Choice], out: int, parent: int) -> NoReturn:
    """In the forked process: choose, and say so."""
    try:
        ptrace.die_with(parent)
        write_all(out, msgspec.json.encode(_found(choose)))
    finally:
        os._exit(0)


def _found(choose: Callable[[], Choice]) -> Chosen:
    try:
        choice = choose()
    except Exception as error:
        return Chosen(fault=Fault.of(error, "Trying out boxes failed"))
    return Chosen(isolation=choice.plan.isolation, probes=choice.probes, notices=choice.notices)
