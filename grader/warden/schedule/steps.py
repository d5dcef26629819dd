"""One step of one thread: from where it stands to the next place at which others may go on.

Theory of operation
-------------------
The chosen thread is let go on, and waited for, and nobody else runs meanwhile. It comes to a call that is a
point, forks, uses up its time slice, or ends. All that the kernel reports on the way is told to the tree as
well, which keeps the table of processes; but it is this module that lets the thread go on.

A step is over when nothing of it still moves: who calls ``exit_group`` is waited for with all its threads,
and who sends SIGKILL goes on when the other one has ended. A thread that does not stop is looked at every
50 ms. It sleeps in a call that is not modelled: it is ``AWAY``, until the kernel reports something of it.
Or it computes: after :data:`SLICE_SECONDS` of CPU time it is stopped where it is, which no other run will
repeat exactly.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Final

from grader.evidence import Reason
from grader.runner import held_back
from grader.runner.confine.point_filter import names
from grader.warden.schedule import inside, kernel
from grader.warden.schedule.alterations import is_shown
from grader.warden.schedule.calls import Calls
from grader.warden.schedule.cast import AWAY, FREE, HELD, INSIDE, RUNS, Cast, Thread
from grader.warden.schedule.ends import Ends
from grader.warden.schedule.kills import KILLS, targets
from grader.warden.schedule.readiness import is_fatal
from grader.warden.schedule.timing import timer_calls, vdso
from grader.warden.schedule.timing.clock import VirtualClock
from grader.warden.schedule.unscheduled import why_not
from grader.warden.trace import procfs, ptrace, regset
from grader.warden.trace.process_tree import STOP_SIGNALS, ProcessTree

SLICE_SECONDS: Final = 0.1
#: Looks in a row, in the same call and asleep, after which a thread counts as blocked in it.
LOOKS: Final = 3
FORKS: Final = (ptrace.EVENT_FORK, ptrace.EVENT_VFORK, ptrace.EVENT_CLONE)
#: Calls that the box's filter may want to show the tree as well, before they are made.
TOLD: Final = frozenset({"connect", "sendto", "sendmsg"})
#: Those that are points and may have to be written down.
WRITTEN_DOWN: Final = frozenset({"write", "writev"})
SECCOMP_STOP: Final = ptrace.EVENT_SECCOMP << 16 | signal.SIGTRAP << 8 | 0x7F


class Steps(Ends):
    """Lets threads go on, one at a time."""

    def __init__(
        self,
        cast: Cast,
        clock: VirtualClock,
        calls: Calls,
        tree: ProcessTree,
        is_over: Callable[[], bool],
        late_kills: bool,
        told: bool,
    ) -> None:
        super().__init__(cast, tree, is_over)
        self._clock, self._calls = clock, calls
        self._names = names(os.uname().machine)
        self._late_kills, self._told = late_kills, told
        self._look_at: tuple[Thread | None, bytes, int, int] = (None, b"", 0, 0)
        self.stops = 0
        self.sliced = 0
        self.computed = 0.0
        """Seconds of CPU time that threads have used in their slices."""
        self.not_modelled: set[str] = set()
        self.chances: set[str] = set()
        self.why_not: Reason | None = None
        """Why the request cannot be scheduled."""

    # -- one step ------------------------------------------------------------------------------

    def take(self, thread: Thread) -> None:
        """Let a thread go on, and wait until it has come to its next point or is gone."""
        to_exit, ends, killed = False, False, None
        if thread.state == HELD:
            ends = thread.call == "exit_group" and not thread.closes
            killed = targets(thread, self._cast.alive()) if thread.call in KILLS else None
            kills = killed and thread.call == "kill" and thread.small(1) == signal.SIGKILL
            self.chances |= {held_back.KILLS} if kills else set()
            if killed and kills and self._late_kills:
                self.kills_due += killed
                thread.answer(0)
                killed = None
            else:
                if self._is_told(thread):
                    self._tree.take(thread.tid, SECCOMP_STOP)
                to_exit = self._calls.perform(thread)
                to_exit = self._witnessed(thread) or to_exit
        let_in = thread.state == HELD and inside.is_let_in(thread)
        thread.state, thread.deadline = RUNS, None
        self._clock.tell(thread.member)
        kernel.go_on(thread.tid, 0, to_exit or let_in)
        if ends:
            self.reap(thread.member)
            return
        if let_in:
            self._follow_in(thread)
        else:
            self.run(thread)
        if killed is not None:
            self.killed(killed)

    def _is_told(self, thread: Thread) -> bool:
        """Whether the box's filter may show the tree this call, too."""
        return is_shown(thread) or (self._told and thread.call in TOLD)

    def _follow_in(self, thread: Thread) -> None:
        """Follow a thread that is in a call in which it may sleep, until it does or its step is over."""
        for _ in range(inside.LOOKS):
            tid, status = self.wait(thread.tid, os.WNOHANG)
            if tid == 0 and inside.sleeps(thread.tid):
                thread.state, thread.away_in = AWAY, INSIDE
                return
            if tid != 0:
                if tid < 0 or status & 0xFF != 0x7F:
                    self.ended(thread, status if tid > 0 else 0, told=tid > 0)
                elif not self._stopped(thread, status):
                    self.run(thread)
                return
        self.run(thread)

    def take_in_woken(self) -> None:
        """Wait for those that the last step has woken in a call."""
        for thread in [thread for thread in self._cast.threads if thread.away_in == INSIDE]:
            if thread.away_in != INSIDE:  # it has ended meanwhile
                continue
            thread.state, thread.away_in = RUNS, ""
            number, place = thread.number, thread.registers[regset.INSTRUCTION]
            self._follow_in(thread)
            again = thread.number == number and thread.registers[regset.INSTRUCTION] == place
            if thread.state == HELD and again and thread.restarts:
                self.take(thread)

    def _witnessed(self, thread: Thread) -> bool:
        """Show the tree a write that it is to write down; whether it wants to see its end."""
        if self._tree.ledger is None or thread.call not in WRITTEN_DOWN:
            return False
        self.to_return = False
        self._tree.take(thread.tid, SECCOMP_STOP)
        return self.to_return

    def run(self, thread: Thread) -> None:
        """Follow a thread that runs until its step is over."""
        while True:
            tid, status = self.wait(thread.tid)
            if tid == 0:
                if self._is_over() or self._interrupted(thread):
                    return
            elif tid < 0 or status & 0xFF != 0x7F:
                self.ended(thread, status if tid > 0 else 0, told=tid > 0)
                return
            elif self._stopped(thread, status):
                return

    def _stopped(self, thread: Thread, status: int) -> bool:
        """Take in one stop; whether the step is over."""
        event, number = status >> 16, status >> 8 & 0xFF
        self.stops += 1
        if event == ptrace.EVENT_SECCOMP:
            return self._called(thread, status)
        if event in FORKS:
            return self._forked(thread, event, status)
        if event == ptrace.EVENT_STOP:
            return self._halted(thread, number, status)
        self.deliver = 0
        self._tree.take(thread.tid, status)
        if event == 0 and number == ptrace.SYSCALL_STOP:
            if thread.piece is not None:
                self._calls.wrote(thread)
            elif thread.closes:
                self._calls.has_closed(thread)
            elif thread.call == timer_calls.MAKES:
                self._calls.timers.made(thread)
            elif inside.is_let_in(thread):
                thread.restarts = inside.is_to_restart(thread)
                if not thread.restarts:
                    thread.state = FREE
                    return True
                self._clock.tell(thread.member)
        if event == ptrace.EVENT_EXEC:
            self._executed(thread)
        fatal = event == 0 and self.deliver != 0 and is_fatal(thread, self.deliver)
        kernel.go_on(thread.tid, self.deliver)
        if fatal:
            self.reap(thread.member)
        return fatal

    def _called(self, thread: Thread, status: int) -> bool:
        """A thread has come to a call that a filter shows."""
        regset.read(thread.tid, thread.at)
        thread.number = int(thread.registers[regset.NUMBER]) & 0xFFFFFFFF
        thread.call = self._names.get(thread.number, "")
        self.why_not = self.why_not or why_not(thread, self._calls)
        if self.why_not or (thread.call and self._calls.arrive(thread)):
            thread.state = HELD
            thread.slices = 0
            return True
        makes = bool(thread.call) and self._is_told(thread)
        if thread.call == "read":  # of a library: who starts up does not spin
            self._look_at = (None, b"", 0, 0)
        self.to_return = self._witnessed(thread)
        if not thread.call or makes:  # one that another filter shows
            self._tree.take(thread.tid, status)
        kernel.go_on(thread.tid, 0, self.to_return)
        return False

    def _forked(self, thread: Thread, event: int, status: int) -> bool:
        """A process or thread is born; both may go on next, but who has called vfork."""
        tid = ptrace.event_message(thread.tid)
        first_stop = 0
        while first_stop == 0:
            found, first_stop = self.wait(tid)
            if found < 0:
                break
        self._tree.take(thread.tid, status)
        owner = self._tree.owner(tid)
        if owner is not None:
            member = self._cast.member(owner.pid) or self._cast.enter(owner, thread.member)
            born = self._cast.enter_thread(member, tid, thread.line)
            self._tree.take(tid, first_stop)
            if event == ptrace.EVENT_VFORK:
                born.vfork_of, thread.state = thread, AWAY
                thread.away_in = "vfork"
                kernel.go_on(thread.tid)
                return True
        thread.state = FREE
        return True

    def _executed(self, thread: Thread) -> None:
        """Another program: it has a clock of its own, and who waited in vfork goes on first."""
        member = thread.member
        for other in [other for other in member.threads if other is not thread]:
            self._cast.leave(other)
        member.executed()
        member.clock_at = vdso.take_over(member.pid, member.memory)
        self._clock.tell(member)
        self.release(thread)

    def _halted(self, thread: Thread, number: int, status: int) -> bool:
        """A time slice is over, or a signal has stopped the process."""
        if number in STOP_SIGNALS:
            self._tree.take(thread.tid, status)
            thread.state, thread.away_in, thread.member.stopped = AWAY, "stopped", True
            if thread.member.parent is not None:
                thread.member.parent.signalled = True
            return True
        thread.state = FREE
        return True

    # -- threads that do not come back -----------------------------------------------------------

    def _interrupted(self, thread: Thread) -> bool:
        """A look at a thread that has run for a while; whether its step is over."""
        letter = (procfs.state_and_parent(thread.tid) or "X")[0]
        known, call, looks, used = self._look_at if self._look_at[0] is thread else (thread, b"", 0, 0)
        if letter == "S":
            now = procfs.read(f"/proc/{thread.tid}/syscall").partition(b" ")[0]
            looks = looks + 1 if now == call and now not in (b"running", b"-1") else 1
            self._look_at = (known, now, looks, used)
            if looks >= LOOKS:
                is_inside = inside.is_let_in(thread) and now == b"%d" % thread.number
                thread.state, thread.away_in = AWAY, INSIDE if is_inside else now.decode()
                self.not_modelled |= {thread.away_in} - {INSIDE}
                return True
        elif letter == "R":
            ran = int((procfs.read(f"/proc/{thread.tid}/schedstat").split() or [b"0"])[0])
            if not used:
                self._look_at = (known, b"", 0, ran)
            elif ran - used > SLICE_SECONDS * 1e9:
                self._look_at = (known, b"", 0, ran)
                thread.slices += 1
                self.sliced += 1
                self.computed += (ran - used) / 1e9
                ptrace.interrupt(thread.tid)
        elif letter in "ZX" and thread.tid == thread.member.pid and len(thread.member.threads) > 1:
            self.reap(thread.member)
            return True
        return False

    def look_for_away(self) -> bool:
        """Whether a thread that was blocked in the kernel has come to a stop."""
        for thread in [thread for thread in self._cast.threads if thread.state == AWAY]:
            if thread.away_in == "vfork":
                continue
            tid, status = self.wait(thread.tid, os.WNOHANG)
            if tid > 0:
                thread.state = RUNS
                if status & 0xFF != 0x7F:
                    self.ended(thread, status, told=True)
                elif not self._stopped(thread, status):
                    self.run(thread)
                return True
        return False
