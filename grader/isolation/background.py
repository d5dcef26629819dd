"""Which isolation level holds here: a process of its own tries, while the session loads pytest and suites.

Theory of operation
-------------------
The session forks this process before anything else is loaded, so no thread and no lock is copied. It waits
for its first message, chooses a level, says which and why through a pipe, and ends; it ends with the session,
and its box with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import msgspec

from grader.errors import Fault, GraderError
from grader.isolation.levels import Choice, choose, plan_of
from grader.isolation.protocol import Chosen, Trial
from grader.stream import write_all
from grader.warden.trace import ptrace


class BackgroundProbe:
    """A probe that goes on. End it in any case."""

    def __init__(self, told: int, others: Iterable[int]) -> None:
        """``told`` is where it hears what to try; ``others`` are descriptors that it must not keep."""
        self._out, out_in = os.pipe()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            for descriptor in (*others, self._out):
                os.close(descriptor)
            _tell(told, out_in, parent)
        os.close(told)
        os.close(out_in)

    def choice(self, folder: Path) -> Choice:
        """The level that holds, for boxes of a run's ``folder``.

        Raises SetupError if there is none, GraderError if the probe broke.
        """
        with os.fdopen(os.dup(self._out), "rb") as file:
            said = file.read()
        if not said:
            raise GraderError("Trying out boxes ended without a word.")
        found = msgspec.json.decode(said, type=Chosen)
        if found.fault is not None:
            raise found.fault.raised()
        plan = plan_of(found.isolation, folder / "package")
        return Choice(plan, found.probes, found.notices)

    def end(self) -> None:
        """End it if it has not ended."""
        os.close(self._out)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def _tell(told: int, out: int, parent: int) -> NoReturn:
    """In the forked process: wait for what to try, choose, and say so."""
    try:
        ptrace.die_with(parent)
        with os.fdopen(told, "rb") as file:
            trial = file.read()
        if trial:  # else nothing has to be run
            write_all(out, msgspec.json.encode(_found(msgspec.json.decode(trial, type=Trial))))
    finally:
        os._exit(0)


def _found(trial: Trial) -> Chosen:
    try:
        choice = choose(trial.isolation, Path(trial.folder), trial.require)
    except Exception as error:
        return Chosen(fault=Fault.of(error, "Trying out boxes failed"))
    return Chosen(isolation=choice.plan.isolation, probes=choice.probes, notices=choice.notices)
