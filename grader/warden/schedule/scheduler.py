"""Owns the order of a request's steps, and its clock, from the runner's first mark to the end.

Theory of operation
-------------------
One thread at a time takes a step, chosen among those that can (:mod:`~grader.warden.schedule.readiness`) by
the policy (:mod:`~grader.warden.schedule.policies`). When nobody can, in this order: what was said to the
warden is taken in, for its answer may be what somebody waits for; a call that is over settles; who is
blocked in something that is not modelled is waited for; late kills act; and the clock goes to the next
limit. If there is none either, nothing can ever happen again: it is a deadlock, known at once.

Waking a CPU that sleeps costs more than all else, and only one thread runs anyway; so warden and request
are put on one CPU. While a schedule goes on, SIGCHLD is blocked: the kernel tells each stop through
``wait4``.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from typing import Protocol

from grader.evidence import Played, PlayedStep, Reason, Why
from grader.runner import held_back
from grader.runner.confine.point_filter import FINE, MARK, asked_for, names
from grader.warden.deadlock.waits import Boundary
from grader.warden.protocol import Schedule
from grader.warden.request.monitor import Monitor
from grader.warden.schedule.board import Board
from grader.warden.schedule.bounds import Bounds
from grader.warden.schedule.calls import Calls
from grader.warden.schedule.cast import AWAY, HELD, Cast, Thread
from grader.warden.schedule.control import undisturbed
from grader.warden.schedule.policies import Chooser, only_ask, written
from grader.warden.schedule.readiness import is_ready
from grader.warden.schedule.steps import SECCOMP_STOP, SLICE_SECONDS, Steps
from grader.warden.schedule.timing import vdso
from grader.warden.schedule.timing.clock import SECOND, STEP, VirtualClock
from grader.warden.schedule.timing.haste import Haste
from grader.warden.schedule.timing.naps import Naps
from grader.warden.schedule.timing.timer_calls import TimerCalls
from grader.warden.schedule.unscheduled import sleeps_in
from grader.warden.trace import ptrace, regset
from grader.warden.trace.process_tree import ProcessTree

#: How often who is blocked in the kernel is looked for before nobody else's going on decides.
PATIENCE, PAUSE = 100, 0.002
#: Steps that others may take while a call settles, looks in a row, seconds of a pause.
MOST_SETTLING, MOST_ASKS, MOST_PAUSE = 500, 30, 2.0
#: Seconds for the box's first process to collect an orphan.
COLLECTED_WITHIN = 1.0
MOST_STEPS_TOLD = 5_000
SPINS, SPINS_EXACT = 12, 1
#: So many marks in a row may be work; who passes more of them spins, if there is a limit to wait for.
MOST_WORK = 4_000


class Host(Protocol):
    """What the request does for its schedule."""

    walled: bool
    """Whether the box's filter shows the tree where calls lead."""

    def take_in(self) -> None:
        """Read what was said and written, and answer it."""

    def settle(self) -> None:
        """Look again at what a call left: nothing moves any more."""


class Scheduler:
    """The schedule of one request."""

    def __init__(
        self,
        schedule: Schedule,
        monitor: Monitor,
        tree: ProcessTree,
        host: Host,
        folders: tuple[str, ...],
        boundary: Boundary,
    ) -> None:
        self._schedule, self._monitor, self._tree, self._host = schedule, monitor, tree, host
        self._cpus = os.sched_getaffinity(0)
        self._cast = Cast()
        self._clock = VirtualClock(self._cast)
        kinds = asked_for(schedule.hold, monitor.ask.files.values())
        self._calls = Calls(TimerCalls(self._clock, self._cast), folders, self._cpus, kinds)
        self._chooser, late = Chooser(schedule), held_back.KILLS in schedule.hold
        self._steps = Steps(self._cast, self._clock, self._calls, tree, self._is_over, late, host.walled)
        self.board = Board(self._cast, tree, boundary)
        self.begun = False
        self._haste = Haste(self._cast, schedule.haste_seconds)
        self._naps = Naps(schedule)
        self._bounds = Bounds(schedule, monitor.ask.limits.wall_seconds)
        self._told: list[PlayedStep] = []
        self._count = self._idle = self._settling = self._spin = 0
        self._patience = PATIENCE
        tree.hold = self._hold

    @staticmethod
    def possible() -> bool:
        """Whether this machine is of a kind on which a request can be scheduled."""
        return bool(names(os.uname().machine))

    def _hold(self, tid: int, status: int, cpu: float) -> bool:
        """What the tree hears comes here first: the runner's first mark is the beginning."""
        if self.begun:
            return self._steps.heard(tid, status, cpu)
        runner = self._monitor.runner
        if runner is not None and tid == runner.pid and status == SECCOMP_STOP and self._is_mark(tid):
            self.begun = True
            return True
        return False

    def _is_mark(self, tid: int) -> bool:
        registers = regset.Registers()
        regset.read(tid, regset.address_of(registers))
        return names(os.uname().machine).get(int(registers[regset.NUMBER])) == MARK

    def _is_over(self) -> bool:
        """A look at the limits while somebody runs; whether the request is over."""
        self._monitor.tick()
        return self._monitor.end is not None

    # -- the whole of it -----------------------------------------------------------------------

    def play(self) -> None:
        """Go on until the request's end is known."""
        with self._in_control():
            self._enter_all()
            while self._monitor.end is None:
                self._turn()

    @contextlib.contextmanager
    def _in_control(self) -> Iterator[None]:
        """Take over what the tree does to threads, and the clock."""
        monitor, tree = self._monitor, self._tree
        assert monitor.runner is not None
        tree.resume, tree.clock = self._steps.resumed, lambda: monitor.begin + self._clock.seconds
        try:
            with undisturbed(monitor.runner.pid, self._cpus):
                yield
        finally:
            self._leave_tree()

    def close(self) -> None:
        """Let go of everything."""
        self._leave_tree()
        self._cast.close()

    def _leave_tree(self) -> None:
        self._tree.resume, self._tree.clock, self._tree.hold = ptrace.resume, time.monotonic, None

    def _enter_all(self) -> None:
        """The runner stands at its first mark; who was there before it is known, but runs free."""
        runner = self._monitor.runner
        assert runner is not None
        member = self._cast.enter(runner, None)
        member.clock_at = vdso.take_over(member.pid, member.memory)
        thread = self._cast.enter_thread(member, runner.pid)
        regset.read(thread.tid, thread.at)
        thread.call, thread.state = names(os.uname().machine)[int(thread.registers[regset.NUMBER])], HELD
        for child in runner.children:
            self._cast.enter_outside(child, member)

    # -- one turn --------------------------------------------------------------------------------

    def _turn(self) -> None:
        self._steps.take_in_woken()
        ready = [thread for thread in self._cast.threads if is_ready(thread)]
        if not ready:
            self._nobody_can()
            return
        self._idle, self._patience = 0, PATIENCE
        ready.sort(key=lambda thread: thread.name)
        self._haste.note(ready)
        thread = self._chooser.pick(ready, self._haste.candidates(ready))
        if thread not in ready:
            self._clock.go_to(self._haste.ends(thread))
        elif only_ask(ready, MOST_ASKS) and not self._steps.look_for_away() and not self._monitor.settling:
            self._pass_for(thread)
        paused = self._schedule.exact and thread.expired and (thread.deadline or 0) > thread.since
        thread.steps = 0 if paused else thread.steps + 1
        self._tell(thread)
        self._naps.note(thread)
        self._clock.now += STEP
        said, slices = (thread.call if thread.state == HELD else ""), thread.slices
        if thread.tid:
            self._steps.take(thread)
        if thread.slices > slices:  # it computes, and that takes time
            self._clock.go_to(self._clock.now + int(SLICE_SECONDS * SECOND))
        if said in ("write", "sendto", "sendmsg") or not thread.member.alive:
            self._host.take_in()
        if self._steps.left_to_us:
            self._await_collection()
        self._bound()

    def _await_collection(self) -> None:
        """Let the box's first process collect orphans that have ended, as it would at once."""
        deadline = time.monotonic() + COLLECTED_WITHIN
        while any(member.is_zombie() for member in self._steps.left_to_us) and time.monotonic() < deadline:
            self._tree.drain()
            time.sleep(0.0005)
        self._steps.left_to_us = [member for member in self._steps.left_to_us if member.alive]

    def _tell(self, thread: Thread) -> None:
        call = thread.call if thread.state == HELD else ""
        if self._count < MOST_STEPS_TOLD:
            switch, choice = self._chooser.switched, self._chooser.at
            line = thread.line if call == MARK else 0
            step = PlayedStep(thread=str(thread), call=call, line=line, switch=switch, choice=choice)
            self._told.append(step)
        self._count += 1

    def _bound(self) -> None:
        """End what takes too many steps, or too long by its own clock."""
        monitor = self._monitor
        if monitor.settling:
            self._settling += 1
            if self._settling > MOST_SETTLING:
                self._settling = 0
                self._host.settle()
        if self._count % 1000 == 0:
            monitor.tick()
        exceeded = self._bounds.exceeded(self._count, self._clock.now, self._steps)
        if exceeded is not None:
            monitor.overdue(exceeded.reason, exceeded.limit)

    # -- time ------------------------------------------------------------------------------------

    def _pass_for(self, thread: Thread) -> None:
        """Who goes on only asks: time passes for it, ever faster unless it may work."""
        limit = self._clock.next_limit()
        at_mark = names(os.uname().machine).get(thread.number) in (MARK, FINE)
        works = at_mark and (limit is None or (thread.call == MARK and thread.marked < MOST_WORK))
        self._spin = self._spin + 1 if thread.asked > MOST_ASKS + 1 and not works else 1
        most = SPINS_EXACT if self._schedule.exact else SPINS
        moment = self._clock.now + (1_000_000 << min(self._spin, most))
        self._clock.go_to(min(moment, limit) if limit is not None and limit > self._clock.now else moment)

    # -- nobody can go on ------------------------------------------------------------------------

    def _nobody_can(self) -> None:
        monitor, steps = self._monitor, self._steps
        self._idle += 1
        if self._idle == 1:
            self._host.take_in()
            return
        if monitor.settling:
            self._host.settle()
            return
        away = [t.away_in for t in self._cast.threads if t.state == AWAY and t.away_in.isdigit()]
        if away and self._patience > 0:
            if not steps.look_for_away():
                self._patience -= 1
                time.sleep(PAUSE)
            return
        if steps.kills_due:
            hasty = self._haste.candidates([], MOST_PAUSE)
            if hasty:  # a pause is no wait: it may end before the other process
                self._clock.go_to(self._haste.ends(hasty[0]))
            else:
                steps.deliver_kill()
            return
        servers = self.board.servers()
        limit = self._clock.next_limit(servers)
        if limit is not None:
            self._clock.go_to(self._naps.until(self._clock.now, limit, self._cast, servers))
        elif away:
            steps.why_not = sleeps_in(away[0])
            self._bound()
        else:
            self.board.stuck = True
            monitor.tick()
            self.board.stuck = False
            if monitor.end is None:
                monitor.overdue(Reason(Why.NOBODY_GOES_ON))

    # -- afterwards ------------------------------------------------------------------------------

    def played(self) -> Played:
        """What there is to tell of the schedule."""
        chooser, steps = self._chooser, self._steps
        return Played(
            choices=written(chooser.switches),
            count=chooser.count,
            options=[" ".join(f"{p}.{t}" for p, t in names) for names in chooser.options],
            diverged=chooser.diverged,
            steps=self._told,
            stops=steps.stops,
            virtual_seconds=round(self._clock.seconds, 6),
            hurried=self._haste.count,
            sliced=steps.sliced,
            not_modelled=sorted(steps.not_modelled),
            chances=sorted(chooser.chances | steps.chances),
            shortest_wait=self._haste.shortest / SECOND or None,
        )
