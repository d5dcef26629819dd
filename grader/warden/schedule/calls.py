"""What becomes of a call: at its arrival, and when its thread is chosen to go on.

Theory of operation
-------------------
Some calls are no meeting with others: what asks for the time is answered from the virtual clock, what reads
the interpreter's own files is let through. All others hold their thread until it is chosen. Then a wait
whose condition has come is answered in the kernel's place (a futex, a sleep), because the kernel would
measure its limit by another clock; everything else is made, and does not block. A long write to a pipe is
made in pieces that fit, and the thread is told the sum: a short count is legal, and code that ignores it
would lose data that it does not lose in reality.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import stat
import struct
from typing import Final

from grader.runner.confine.point_filter import FINE, MARK, YIELDS
from grader.runner.held_back import CHANGES
from grader.warden.schedule import descriptors, kernel, readiness, stand_in
from grader.warden.schedule.alterations import MAKES, OPENS, changes, comes_later
from grader.warden.schedule.cast import Thread
from grader.warden.schedule.readiness import POLLS, READS, SLEEPS, WRITES
from grader.warden.schedule.timing import timer_calls
from grader.warden.schedule.timing.timer_calls import TimerCalls
from grader.warden.trace import procfs, regset

TIMES: Final = frozenset({"clock_gettime", "gettimeofday", "time"})
#: Calls in which a limit of zero has to be put in memory, and the argument that leads to it.
LIMIT_AT: Final = {"ppoll": 2, "select": 4, "pselect6": 4, "rt_sigtimedwait": 2}
#: And those whose limit is an argument.
LIMIT_IS: Final = {"poll": 2, "epoll_wait": 3, "epoll_pwait": 3}
PIECE: Final = 4096
WNOHANG: Final = 1
MSG_DONTWAIT: Final = 0x40
#: Calls that only ask when they need not wait.
ASKING: Final = frozenset({"wait4", "waitid", *POLLS})
SIGNAL_DESCRIPTORS: Final = frozenset({"signalfd", "signalfd4"})
EXECS: Final = frozenset({"execve", "execveat"})
LAST_DESCRIPTOR: Final = 0xFFFFFFFF
AT_FDCWD: Final = -100
PATH_MAX: Final = 4096
#: Who passes more marks than this, and makes no other call, spins.
MOST_MARKS: Final = 100


class Calls:
    """Deals with the calls of one schedule."""

    def __init__(
        self, timers: TimerCalls, folders: tuple[str, ...], cpus: set[int], asked_for: tuple[str, ...]
    ) -> None:
        self.timers, self._clock, self._folders, self._cpus = timers, timers.clock, folders, cpus
        self._changes = CHANGES in asked_for
        self.sees_opens = bool(asked_for)
        """Whether the filter shows what is opened."""
        self._fifos = False
        """Whether somebody has made a FIFO."""

    # -- arrival -------------------------------------------------------------------------------

    def arrive(self, thread: Thread) -> bool:
        """Take in the call at which a thread has stopped; False if the thread can go on at once."""
        call = thread.call
        thread.nonblocking = thread.asks = thread.expired = thread.interrupted = False
        thread.finds_nothing = thread.named = False
        thread.deadline = None
        thread.closes = call == "exit_group" and not thread.closed and _ends_alone(thread)
        thread.nth += 1
        if call in (MARK, FINE) and not thread.come_to_mark():
            return False
        if call in EXECS:
            return False
        if call in TIMES:
            return self._tell_time(thread)
        if call in timer_calls.SETS:
            self.timers.arrive(thread)
            return False
        if call == "sched_getaffinity":
            return self._tell_cpus(thread)
        if call in MAKES:
            self._fifos = self._fifos or stat.S_ISFIFO(thread.argument(MAKES[call]))
        if (call in OPENS or changes(thread)) and not (self._fifos and _opens_fifo(thread)):
            return self._changes and changes(thread)
        if (call in READS or call in WRITES) and not self._is_meeting(thread):
            return False
        thread.member.signalled |= call in readiness.BRING_A_MASK
        thread.member.hears_by_reading |= call in SIGNAL_DESCRIPTORS
        self._limit(thread)
        return True

    def _limit(self, thread: Thread) -> None:
        """Note when the call would end by itself, and whether it only asks."""
        call, now = thread.call, self._clock.now
        thread.since, thread.deadline = now, self._clock.limit(thread)
        thread.expired = thread.deadline is not None and thread.deadline <= now
        if call in SLEEPS:  # without a readable time it fails
            thread.nonblocking = thread.deadline is None
        if call in ("wait4", "waitid"):
            thread.nonblocking = bool(thread.argument(2 if call == "wait4" else 3) & WNOHANG)
        thread.marked = thread.marked + 1 if call in (MARK, YIELDS) else 0
        spins = call == YIELDS or thread.marked > MOST_MARKS
        looks = thread.finds_nothing or (call in ASKING and thread.nonblocking)
        if call in OPENS:
            looks = bool(thread.argument(OPENS[call] + 1) & os.O_NONBLOCK)
        thread.asks = spins or looks or thread.expired
        if thread.asks:
            thread.asked += 1
        elif call not in (*POLLS, "futex") and not (call == MARK and thread.small(0) < 0):
            thread.asked = 0  # a fine mark is no work, nor is a poll: only what is done after it

    def _tell_time(self, thread: Thread) -> bool:
        memory = thread.member.memory
        shown = self._clock.shows(thread.small(0) if thread.call == "clock_gettime" else 0)
        if shown is None:
            return False
        if thread.call == "time":
            if thread.argument(0):
                memory.write(thread.argument(0), struct.pack("<q", shown[0]))
            thread.answer(shown[0])
        elif thread.call == "gettimeofday":
            if thread.argument(0):
                memory.write(thread.argument(0), struct.pack("<2q", shown[0], shown[1] // 1000))
            thread.answer(0)
        else:
            written = memory.write(thread.argument(1), struct.pack("<2q", *shown))
            thread.answer(0 if written else -errno.EFAULT)
        return False

    def _tell_cpus(self, thread: Thread) -> bool:
        """All run on one CPU, which is our business: what a program is told is what it would have."""
        size = max(8, (max(self._cpus) // 64 + 1) * 8)
        if thread.argument(1) < size or thread.small(0) != 0:
            return False
        mask = sum(1 << cpu for cpu in self._cpus)
        thread.member.memory.write(thread.argument(2), mask.to_bytes(size, "little"))
        thread.answer(size)
        return False

    def _is_meeting(self, thread: Thread) -> bool:
        """Whether others notice what this reads or writes; notes whether it can block at all."""
        found = descriptors.about(thread, thread.small(0))
        if found is None or stat.S_ISCHR(found.mode):
            return False
        if stat.S_ISREG(found.mode):
            thread.nonblocking = True
            return found.path.startswith(self._folders)
        thread.nonblocking = found.nonblocking or found.datagram
        if thread.call in READS:
            thread.named = stat.S_ISFIFO(found.mode) and found.device != readiness.pipes()
            thread.finds_nothing = _finds_nothing(thread)
        if thread.call in ("recvfrom", "sendto", "recvmsg", "sendmsg"):
            flags = thread.argument(3 if thread.call in ("recvfrom", "sendto") else 2)
            thread.nonblocking = thread.nonblocking or bool(flags & MSG_DONTWAIT)
        return True

    # -- going on ------------------------------------------------------------------------------

    def perform(self, thread: Thread) -> bool:
        """Make the call of the chosen thread what it has to be; True if its end has to be seen, too."""
        call, late, due = thread.call, thread.expired, thread.interrupted
        thread.expired = thread.interrupted = False
        if due and not late:
            thread.member.signalled = True
        if due and self._changes and comes_later(thread, self._clock.now):
            thread.again()
        elif call == "futex":
            changed = readiness.changed(thread)
            thread.answer(-errno.EAGAIN if changed else -errno.ETIMEDOUT if late else -errno.EINTR)
        elif call in SLEEPS and not thread.nonblocking:
            # Its limit lies in another time: it is never let in, and an absolute one would lie far ahead.
            thread.answer(0 if late else -errno.EINTR)
        elif call in (MARK, YIELDS):
            thread.answer(0)
        elif call == timer_calls.MAKES:
            return self.timers.make(thread)
        elif thread.closes:
            return self._close(thread)
        elif late and (call in LIMIT_IS or call in LIMIT_AT):
            self._end_now(thread)
        elif due and call in POLLS and not thread.nonblocking:
            self._poll_interrupted(thread)
        elif call in ("write", "sendto") and not thread.nonblocking and not due:
            return self._cut(thread)
        return False

    def _end_now(self, thread: Thread) -> None:
        """Let a wait whose limit has come be made with a limit of zero."""
        if thread.call in LIMIT_IS:
            thread.set_argument(LIMIT_IS[thread.call], 0)
        else:
            place = stand_in.room(thread)
            thread.member.memory.write(place, bytes(16))
            thread.set_argument(LIMIT_AT[thread.call], place)
        regset.write(thread.tid, thread.at)

    def _poll_interrupted(self, thread: Thread) -> None:
        if not readiness.is_ready(thread):
            thread.answer(-errno.EINTR)

    # -- ends ----------------------------------------------------------------------------------

    @staticmethod
    def _close(thread: Thread) -> bool:
        """A process that ends closes its descriptors, as the kernel does before it tells of the end."""
        registers = (regset.NUMBER, *regset.ARGUMENTS[:3])
        thread.kept = [int(thread.registers[place]) for place in registers]
        for place, value in zip(registers, (kernel.CLOSE_RANGE, 0, LAST_DESCRIPTOR, 0), strict=True):
            thread.registers[place] = value
        regset.write(thread.tid, thread.at)
        return True

    @staticmethod
    def has_closed(thread: Thread) -> None:
        """They are closed: the thread goes back to the entry of its call."""
        number, *arguments = thread.kept
        regset.go_back(thread.registers, number)
        for place, value in zip(regset.ARGUMENTS, arguments, strict=False):
            thread.registers[place] = value
        regset.write(thread.tid, thread.at)
        thread.closes, thread.closed = False, True

    # -- long writes ---------------------------------------------------------------------------

    def _cut(self, thread: Thread) -> bool:
        """Begin, or go on with, a write that may be longer than what fits."""
        if thread.piece is None:
            if thread.argument(2) <= PIECE:
                return False
            thread.piece = (thread.argument(1), thread.argument(2), 0)
        _, size, done = thread.piece
        thread.set_argument(2, min(PIECE, size - done))
        regset.write(thread.tid, thread.at)
        return True

    @staticmethod
    def wrote(thread: Thread) -> None:
        """A piece is written, and the thread stands at the end of its call: back to its entry, or the sum."""
        assert thread.piece is not None
        descriptor = thread.argument(0)
        regset.read(thread.tid, thread.at)
        begin, size, done = thread.piece
        registers = thread.registers
        got = ctypes.c_longlong(registers[regset.RESULT]).value
        done += max(got, 0)
        if got >= 0 and done < size:
            thread.piece = (begin, size, done)
            regset.go_back(registers, thread.number)
            thread.set_argument(0, descriptor)
            thread.set_argument(1, begin + done)
            thread.set_argument(2, size - done)
        else:
            thread.piece = None
            thread.set_argument(1, begin)
            thread.set_argument(2, size)
            if done:
                registers[regset.RESULT] = done
        regset.write(thread.tid, thread.at)


def _ends_alone(thread: Thread) -> bool:
    """Whether the end of a child that has no other thread is at hand: its descriptors close first."""
    return thread.name[0] > 0 and len(thread.member.threads) == 1


def _opens_fifo(thread: Thread) -> bool:
    """Whether a thread is about to open a FIFO. A link that leads there by another root is not followed."""
    if thread.call not in OPENS:
        return False
    at, pid = OPENS[thread.call], thread.member.pid
    path = os.fsdecode(thread.member.memory.read(thread.argument(at), PATH_MAX).partition(b"\0")[0])
    folder = "cwd" if at == 0 or thread.small(0) == AT_FDCWD else f"fd/{thread.small(0)}"
    return procfs.is_fifo(f"/proc/{pid}/root{path}" if path[:1] == "/" else f"/proc/{pid}/{folder}/{path}")


def _finds_nothing(thread: Thread) -> bool:
    """Whether a read comes back with nothing: at the end of a pipe, or where there is nothing yet."""
    fd = thread.small(0)
    events = descriptors.poll(thread, [(fd, select.POLLIN)])[0]
    if events & select.POLLIN:
        return False
    at_end = bool(events & select.POLLHUP) or (thread.named and descriptors.is_at_end(thread, fd))
    return thread.nonblocking or at_end
