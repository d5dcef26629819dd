"""What becomes of threads and processes that end, are killed, or stand still by a signal.

Theory of operation
-------------------
An end is waited for until nothing of it moves any more: the first thread of a process is told only when all
others are, and who has been sent SIGKILL may still be running somewhere. All that the kernel reports is
told to the tree.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from typing import Final

from grader.warden.schedule import kernel
from grader.warden.schedule.cast import FREE, HELD, RUNS, Cast, Member, Thread
from grader.warden.schedule.kills import is_dying
from grader.warden.schedule.readiness import has_unheard
from grader.warden.trace import procfs, ptrace
from grader.warden.trace.process_tree import ProcessTree

#: Seconds for a process that runs free to take a signal.
SETTLED_WITHIN: Final = 0.5


class Ends:
    """The part of a step that is about ends."""

    def __init__(self, cast: Cast, tree: ProcessTree, is_over: Callable[[], bool]) -> None:
        self._cast, self._tree, self._is_over = cast, tree, is_over
        self._news: dict[int, tuple[int, float]] = {}
        """What the tree has heard of threads of ours meanwhile: status and CPU seconds, by thread."""
        self._cpu = 0.0
        self.kills_due: list[Member] = []
        """Who has been sent a SIGKILL that has not acted yet."""
        self.left_to_us: list[Member] = []
        """Whose parent has ended first: the box's first process collects them."""
        self.deliver = 0
        """The signal with which a thread is to go on that the tree has just looked at."""
        self.to_return = False
        """Whether the tree wants to see the end of the call that it is about to make."""

    def run(self, thread: Thread) -> None:
        """Follow a thread that runs until its step is over."""
        raise NotImplementedError

    # -- what the tree does for us -------------------------------------------------------------

    def resumed(self, tid: int, number: int = 0, to_return: bool = False) -> None:
        """In the place of ``ptrace.resume``: threads of ours go on when they are chosen."""
        if self._cast.thread(tid) is None:
            ptrace.resume(tid, number, to_return)
        else:
            self.deliver, self.to_return = number, to_return

    def heard(self, tid: int, status: int, cpu: float) -> bool:
        """Keep what the tree has heard of a thread of ours; whether it was one."""
        if self._cast.thread(tid) is None:
            return False
        self._news[tid] = status, cpu
        return True

    def wait(self, tid: int, flags: int = 0) -> tuple[int, int]:
        """Wait for a change of one thread, as :func:`grader.warden.schedule.kernel.wait` does."""
        if tid in self._news:
            status, self._cpu = self._news.pop(tid)
            return tid, status
        found = kernel.wait(tid, flags)
        self._cpu = kernel.cpu_of_last()
        return found

    # -- ends ----------------------------------------------------------------------------------

    def ended(self, thread: Thread, status: int, told: bool) -> None:
        """A thread is gone, alone or with its process."""
        if told:
            self._tree.take(thread.tid, status, self._cpu)
        self._cast.leave(thread)
        if status & 0x7F or not thread.member.threads:
            self.reap(thread.member)
        self.release(thread)

    def reap(self, member: Member) -> None:
        """Wait until all threads of a process that ends are gone; the first one is told last."""
        threads = sorted(member.threads, key=lambda thread: thread.tid == member.pid)
        for thread in threads:
            while True:
                tid, status = self.wait(thread.tid)
                if tid < 0:
                    break
                if tid == 0:
                    if self._is_over():
                        return
                    continue
                self._tree.take(thread.tid, status, self._cpu)
                if status & 0xFF != 0x7F:
                    break
                kernel.go_on(thread.tid)
            self._cast.leave(thread)
        if member.alive:
            member.over()
            if member.parent is not None:
                member.parent.signalled = True
            orphan = member.parent is not None and not member.parent.alive
            self.left_to_us += [
                child for child in [*member.children, member] if child is not member or orphan
            ]
        for thread in threads:
            self.release(thread)

    def killed(self, members: list[Member]) -> None:
        """Signals have been sent: everybody looks; who got one that cannot be held is followed."""
        self._settle_outside()
        for member in self._cast.alive():
            member.signalled = True
            for thread in member.threads[:1]:
                if thread.state == HELD and not member.stopped and has_unheard(thread):
                    self._nudge(thread)
        for member in members:
            if member.alive and is_dying(member):
                self.reap(member)
            elif member.alive and member.stopped:
                self._continue(member)

    def deliver_kill(self) -> None:
        """The first of the late kills acts."""
        member = self.kills_due.pop(0)
        if member.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(member.pid, signal.SIGKILL)
            self.killed([member])

    def _settle_outside(self) -> None:
        """Let those that run free take the signals that were sent to them; note which have ended."""
        deadline = time.monotonic() + SETTLED_WITHIN
        for member in self._cast.outside:
            while member.traced.alive and procfs.pending_signals(member.pid) and time.monotonic() < deadline:
                self._tree.drain()
                time.sleep(0.0002)
            self._tree.drain()
            if not member.traced.alive:
                member.over()

    def _nudge(self, thread: Thread) -> None:
        """Have the kernel deliver a signal that a thread does not hear, for the evidence."""
        deadline, since, asked, number = thread.deadline, thread.since, thread.asked, thread.number
        thread.again()
        thread.state = RUNS
        kernel.go_on(thread.tid)
        self.run(thread)
        if thread.state == HELD and thread.number == number:
            thread.deadline, thread.since, thread.asked = deadline, since, asked

    def _continue(self, member: Member) -> None:
        """A stopped process goes on: its threads report that."""
        member.stopped = False
        for thread in [thread for thread in member.threads if thread.away_in == "stopped"]:
            thread.away_in = ""
            tid, status = self.wait(thread.tid)
            if tid > 0 and status & 0xFF == 0x7F:
                thread.state = FREE
                self._tree.take(thread.tid, status)

    def release(self, thread: Thread) -> None:
        """Who has vforked this thread runs again, up to its next point."""
        waiting, thread.vfork_of = thread.vfork_of, None
        if waiting is not None and waiting.member.alive:
            waiting.state = RUNS
            self.run(waiting)
