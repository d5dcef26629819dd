"""Who takes part in a schedule: processes and threads, numbered in the order of their births.

Theory of operation
-------------------
A thread is named by two numbers, its process's and its own in it: ``0.0`` is the first thread of the
process that calls the submission, ``2.1`` the second one of the second process born after it. Names do not
depend on pids, so they are the same in each run of the same choices. A thread stands still between two of
its steps: held at the entry of a call (``HELD``), or somewhere else (``FREE``: after a fork, or where its
time slice was over). Only the one that takes its step runs. ``AWAY`` is who is blocked in the kernel, in a
call that is not modelled.
"""

from __future__ import annotations

import ctypes
import os
from typing import Final

from grader.evidence import Kind
from grader.runner import marks
from grader.runner.confine.point_filter import FINE, MARK, YIELDS
from grader.warden.schedule import kernel
from grader.warden.schedule.timing.virtual_timers import Alarm, Timer, Timerfd
from grader.warden.trace import procfs, regset
from grader.warden.trace.process_tree import MANAGER, Traced

FREE: Final = "free"
HELD: Final = "held"
AWAY: Final = "away"
INSIDE: Final = "inside"
"""Where a thread is away that sleeps in a call it was let into: a step of another one wakes it."""
RUNS: Final = "runs"

Name = tuple[int, int]


class Member:
    """One process."""

    def __init__(self, number: int, traced: Traced, parent: Member | None) -> None:
        """Number it; a negative number is that of one that runs outside of the schedule."""
        self.number, self.traced, self.pid, self.parent = number, traced, traced.pid, parent
        self.memory = kernel.Memory(self.pid)
        self.pidfd = os.pidfd_open(self.pid)
        self.threads: list[Thread] = []
        self.children: list[Member] = []
        self.born = 0
        self.alive = True
        self.collected = False
        """Whether its parent has taken its exit status."""
        self.stopped = False
        """Whether a signal has stopped it, and none has let it go on yet."""
        self.signalled = False
        """Whether it may have signals that nobody has looked at."""
        self.alarm = Alarm(self)
        self.ticks: tuple[int, int, int] = (0, 0, 0)
        """How often in a row a timer that it had set to so many nanoseconds has gone off, and since when."""
        self.hears_by_reading: bool = parent is not None and parent.hears_by_reading
        """Whether it may have a descriptor from which signals are read: each process finds its own there."""
        self.clock_at: int = parent.clock_at if parent is not None else 0
        """Where in its memory the time stands (:mod:`grader.warden.schedule.timing.vdso`)."""
        self.told = -1
        """The time that it was told last."""

    def over(self) -> None:
        """It has ended."""
        if self.alive:
            self.alive = False
            self.memory.close()
            os.close(self.pidfd)

    def executed(self) -> None:
        """It runs another program now."""
        self.memory.close()
        self.memory = kernel.Memory(self.pid)
        self.told = -1

    @property
    def is_manager(self) -> bool:
        """Whether it is the server of a Manager."""
        return self.traced.kind is Kind.SERVICE and self.traced.name == MANAGER

    def is_zombie(self) -> bool:
        """Whether it has ended and nobody has collected it."""
        if self.alive or self.collected:
            return False
        self.collected = procfs.state_and_parent(self.pid) is None
        return not self.collected


class Thread:
    """One thread, and the call at whose entry it is held."""

    __slots__ = (
        "asked", "asks", "at", "away_in", "call", "closed", "closes", "deadline", "due", "expired",
        "finds_nothing", "interrupted", "kept", "line", "marked", "member", "name", "named", "nonblocking",
        "nth", "number", "piece", "registers", "restarts", "since", "slices", "state", "steps", "tid",
        "vfork_of",
    )  # fmt: skip

    def __init__(self, member: Member, tid: int) -> None:
        self.member, self.tid = member, tid
        self.name: Name = (member.number, member.born)
        member.born += 1
        member.threads.append(self)
        self.registers = regset.Registers()
        self.at = ctypes.addressof(self.registers)
        self.state = FREE
        self.call = self.away_in = ""
        self.number = -1
        self.deadline: int | None = None
        """When its call comes back at the latest."""
        self.since = self.slices = 0
        self.expired = False
        """Whether that time has come."""
        self.interrupted = False
        """Whether a signal would end its call."""
        self.due = 0
        """Signals that wait for it and for its process, as a mask."""
        self.nonblocking = False
        """Whether its call comes back at once whatever happens."""
        self.named = self.finds_nothing = False
        """Whether it reads a FIFO that has a name, and whether its read would come back with nothing."""
        self.asks = False
        """Whether its call only asks: it may do so for ever."""
        self.asked = self.steps = 0
        """How often in a row it has only asked; its steps, if pauses are exact since the last one."""
        self.line = self.nth = 0
        """The submission's line that it has told of last, 0 if none; and how many calls it came to since."""
        self.marked = 0
        """How many marks in a row it has passed, with no other call between."""
        self.closes = self.closed = False
        """Whether its process is about to end and gives up its descriptors first, and whether it has."""
        self.kept: list[int] = []
        self.piece: tuple[int, int, int] | None = None
        """A long write: its begin, its length, and how much of it has been written."""
        self.vfork_of: Thread | None = None
        """Who stands still until this one has called exec or ended."""
        self.restarts = False
        """Whether a signal has woken it in a call that is then made again."""

    def argument(self, index: int) -> int:
        """One argument of its call."""
        return int(self.registers[regset.ARGUMENTS[index]])

    def small(self, index: int) -> int:
        """One argument of its call, taken as an int of C."""
        value = self.argument(index) & 0xFFFFFFFF
        return value - (1 << 32) if value >> 31 else value

    def set_argument(self, index: int, value: int) -> None:
        """Change one argument of its call."""
        self.registers[regset.ARGUMENTS[index]] = value

    def answer(self, value: int) -> None:
        """Give its call this result; the kernel does not make it."""
        regset.answer(self.registers, value)
        regset.write(self.tid, self.at)

    def again(self) -> None:
        """Have its call made anew, after the signals that are due; now the kernel does not make it."""
        regset.go_back(self.registers, self.number)
        self.registers[regset.NUMBER] = regset.MASK
        regset.write(self.tid, self.at)

    def come_to_mark(self) -> bool:
        """Note the line of a mark, fine or not; False if it is a look that follows another call.

        A look that follows a look gives up the CPU.
        """
        fine = self.call == FINE
        looks = fine and self.small(2) == marks.LOOK
        if looks and not self.marked:
            self.marked = 1
            self.answer(0)
            return False
        line = max(0, self.small(fine))
        if fine:
            self.nth = self.small(2)
        elif line != self.line:
            self.nth = 0
        self.line, self.call = line, YIELDS if looks else MARK
        return True

    def __str__(self) -> str:
        return f"{self.name[0]}.{self.name[1]}"


class Cast:
    """All processes and threads of one schedule."""

    def __init__(self) -> None:
        self.members: list[Member] = []
        self.outside: list[Member] = []
        """Children that the caller had before: they run free, and are only waited for and killed."""
        self.threads: list[Thread] = []
        self.timerfds: list[Timerfd] = []
        self._by_tid: dict[int, Thread] = {}
        self._by_pid: dict[int, Member] = {}

    def enter(self, traced: Traced, parent: Member | None) -> Member:
        """A process begins."""
        member = Member(len(self.members), traced, parent)
        self.members.append(member)
        self._by_pid[member.pid] = member
        if parent is not None:
            parent.children.append(member)
        return member

    def enter_outside(self, traced: Traced, parent: Member) -> None:
        """A process that was there before the schedule began."""
        member = Member(-1, traced, parent)
        self.outside.append(member)
        parent.children.append(member)
        if not traced.alive:
            member.over()

    def enter_thread(self, member: Member, tid: int, line: int = 0) -> Thread:
        """A thread begins, at the line at which who has made it stands."""
        thread = Thread(member, tid)
        thread.line = line
        self.threads.append(thread)
        self._by_tid[tid] = thread
        return thread

    def leave(self, thread: Thread) -> None:
        """A thread has ended."""
        if thread in self.threads:
            self.threads.remove(thread)
            thread.member.threads.remove(thread)
        self._by_tid.pop(thread.tid, None)

    def thread(self, tid: int) -> Thread | None:
        """Who has this thread id."""
        return self._by_tid.get(tid)

    def member(self, pid: int) -> Member | None:
        """Who has this pid, the warden's number for it."""
        return self._by_pid.get(pid)

    def alive(self) -> list[Member]:
        """Processes that have not ended."""
        return [member for member in (*self.members, *self.outside) if member.alive]

    def timers(self) -> list[tuple[Timer, int]]:
        """Those that somebody may notice when they go off, and when that is."""
        timers: list[Timer] = [member.alarm for member in self.members]
        return [(timer, due) for timer in timers + self.timerfds if (due := timer.due) is not None]

    def close(self) -> None:
        """Let go of everybody."""
        while self.timerfds:
            self.timerfds.pop().close()
        for member in (*self.members, *self.outside):
            member.over()
