"""One test under watch: the process that runs it, and everything that this process has started.

Theory of operation
-------------------
Inside are the process of the test and its descendants. What other processes of the session hold leads
outside, and so does the connection of a worker to its controller; the threads that serve that connection
were there before any test, and are left out. When nothing inside can wake anything, the test can never end.
What it has started is ended, and its process gets the signal that fails the test. If it goes on being stuck,
or does not answer, its process is ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Final

from grader.evidence import Kind
from grader.programs import account
from grader.programs.open_boundary import SENT, OpenBoundary
from grader.programs.sessions.link import NUMBER
from grader.programs.stuck_part import PartWatcher
from grader.programs.told.run_report import explained_text, part_text
from grader.programs.watched import STACK_SECONDS, Program
from grader.runner import stackdump
from grader.warden.deadlock.dumped_stacks import Faults
from grader.warden.deadlock.proof import Prover, Thread
from grader.warden.trace.process_tree import Traced

#: Signals that somebody outside may send to a session: as to any program, without ours.
HEARD: Final[int] = SENT & ~(1 << NUMBER - 1) & ~(1 << stackdump.NUMBER - 1)
#: Seconds in which a test that was failed has to come to its end, or to be stuck elsewhere.
ANSWER_SECONDS: Final = 10.0
#: So often one test is failed before its process is ended.
MOST_STRIKES: Final = 4
#: Seconds that processes have to end by themselves after their test.
MOMENT: Final = 0.3


class _Prover(Prover):
    """A proof that leaves out some threads of the test's process."""

    runner: Traced
    own: frozenset[int] = frozenset()

    def _threads(self) -> Iterator[Thread]:
        return (one for one in super()._threads() if not (one[0] is self.runner and one[1] in self.own))


class OneTest:
    """A test from its setup to its teardown."""

    def __init__(self, program: Program, runner: Traced, name: str, timeout: float | None) -> None:
        self.program, self.runner, self.name = program, runner, name
        self.members = _below(runner)
        self.begin = time.monotonic()
        self.called: float | None = None
        self.escaped: list[str] = []
        self.made: list[str] = []
        self.ending: float | None = None
        """When the test's end was told."""
        self._timeout = timeout
        self._deadline = self.begin + timeout if timeout is not None else None
        self._strikes = 0
        self._answer_by: float | None = None

    def watch(self, own: frozenset[int], posts: Callable[[], frozenset[str]]) -> None:
        """Begin to look; ``own`` are threads that were there before any test."""
        boundary = OpenBoundary(
            ours=self.program.boundary.ours,
            closed=False,
            folders=(),
            members=self._alive,
            strangers=lambda: [one for one in self.program.alive() if one not in self.members],
            spoken_to=self.program.boundary.spoken_to,
            posts=posts,
            heard=HEARD,
        )
        self._prover = _Prover(
            self.program.tree, self.members, boundary, self.program.sees_alarms, lambda: STACK_SECONDS
        )
        self._prover.runner, self._prover.own = self.runner, own
        told = self.program.sees_alarms and not own  # those threads run, and could do anything
        self._part = PartWatcher(
            self.program.tree, self.members, self._prover, self.runner, told, HEARD, since=self.begin
        )

    def _alive(self) -> list[Traced]:
        return [one for one in self.members if one.alive]

    def born(self, process: Traced) -> None:
        """A process began somewhere."""
        if process.parent in self.members:
            self.members.add(process)

    # -- while it runs ----------------------------------------------------------------------

    def turn(self, tell: Callable[[str], None], say: Callable[[str], None]) -> float:
        """Look whether it can end; seconds to the next turn.

        ``tell`` takes what the test is to fail with, ``say`` what is said while it goes on.
        """
        if self.ending is not None or not self.runner.alive:
            return MOMENT
        now = time.monotonic()
        if self._prover.proved(self.runner):
            self._fail("deadlock", tell)
        elif self._deadline is not None and now >= self._deadline:
            self._deadline = now + ANSWER_SECONDS
            self._fail("timeout", tell)
        elif self._answer_by is not None and now >= self._answer_by:
            self._give_up()
        elif not self._strikes and (others := self._part.found()):
            say(self._stuck_beside(others))
        times = [
            self._prover.next_look,
            self._part.next_look,
            *filter(None, (self._deadline, self._answer_by)),
        ]
        return max(0.0, min(times) - time.monotonic()) + 0.001

    @property
    def is_last_strike(self) -> bool:
        """Whether it will not be failed once more."""
        return self._strikes >= MOST_STRIKES

    def _fail(self, why: str, tell: Callable[[str], None]) -> None:
        self._strikes += 1 if why == "deadlock" else 2  # a limit: each costs ANSWER_SECONDS
        if self._strikes > MOST_STRIKES:
            self._give_up()
            return
        stuck = why == "deadlock"
        ask = Faults(self.runner.pid, self.program.drain)
        waits = account.waits(self._prover, self.runner, self.program.drain, stuck, ask)
        evidence = account.of_part(self.runner, self.members, self.begin, waits)
        tell(explained_text(evidence, why))
        self._answer_by = time.monotonic() + ANSWER_SECONDS
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.runner.pid, NUMBER)
        self.kill([one for one in self._started(self.begin) if one.kind is not Kind.SERVICE])
        self._prover.next_look = time.monotonic() + MOMENT

    def _stuck_beside(self, others: set[Traced]) -> str:
        """Explain a part that is stuck."""
        ask = Faults(self.runner.pid, self.program.drain)
        waits = account.part_waits(self._prover, self.runner, others, self.program.drain, ask)
        evidence = account.of_part(self.runner, self.members, self.begin, waits)
        return part_text(evidence, test=self.name)

    def _give_up(self) -> None:
        """End the process of a test that goes on waiting."""
        self._answer_by = None
        self.kill([*self._started(self.begin), self.runner])

    # -- at its end -------------------------------------------------------------------------

    def is_settled(self) -> bool:
        """Whether what it left has had its moment."""
        late = self.ending is not None and time.monotonic() - self.ending >= MOMENT
        return late or not self._left()

    def end(self, keep: bool) -> list[str]:
        """Name what it left, and end that unless it is to be kept."""
        left = self._left()
        found = [account.still_running(one).what for one in sorted(left, key=lambda one: one.begin)]
        found += [path for path in self.made if os.path.lexists(path)]
        if not keep:
            self.kill(left)
        return found

    def _left(self) -> list[Traced]:
        """Processes that were started while the test's function was called; services are for all tests."""
        if self.called is None:
            return []
        return [one for one in self._started(self.called) if one.kind is not Kind.SERVICE]

    def _started(self, since: float) -> list[Traced]:
        return [one for one in self._alive() if one is not self.runner and one.begin >= since]

    def kill(self, processes: list[Traced]) -> None:
        """End some processes at once."""
        for one in processes:
            one.kill_sent = True
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)


def _below(process: Traced) -> set[Traced]:
    found = {process}
    waiting = [process]
    while waiting:
        children = waiting.pop().children
        found.update(children)
        waiting += children
    return found
