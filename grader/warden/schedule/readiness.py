"""Whether the call at whose entry a thread is held would come back at once.

Theory of operation
-------------------
Nobody is ever let into a call in which it would block; so it is asked first, from outside. A futex is ready
when its word is no longer the expected one: C library and interpreter change the word before they wake, and
whoever waits looks again. Descriptors are duplicated and polled, with a limit of zero. A wait for children
is answered by the table of processes, and by one look for a zombie. File locks are tried on a duplicate.
Sleeps are ready when their time has come; any call is when a signal would end it. What is not known here
counts as ready: if it does block, the scheduler sees that.
"""

from __future__ import annotations

import functools
import os
import select
import signal
import struct
from collections.abc import Iterable
from typing import Final

from grader.warden.schedule import descriptors
from grader.warden.schedule.cast import FREE, HELD, Member, Thread
from grader.warden.schedule.descriptors import FLOCK
from grader.warden.trace import procfs

IN, OUT, URGENT = select.POLLIN, select.POLLOUT, select.POLLPRI
READS: Final = frozenset({"read", "readv", "recvfrom", "recvmsg", "accept", "accept4"})
WRITES: Final = frozenset({"write", "writev", "sendto", "sendmsg"})
POLLS: Final = frozenset({"poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait"})
SLEEPS: Final = frozenset({"clock_nanosleep", "nanosleep"})
SIGNAL_WAITS: Final = frozenset({"pause", "rt_sigsuspend", "rt_sigtimedwait"})
#: Calls for which signals may have waited that are blocked otherwise: they are looked for on arrival.
BRING_A_MASK: Final = frozenset({"rt_sigtimedwait", "rt_sigsuspend", "ppoll", "pselect6", "epoll_pwait"})
P_ALL, P_PID, P_PGID, P_PIDFD = 0, 1, 2, 3
#: SIGCHLD, SIGCONT, SIGURG and SIGWINCH do nothing unless somebody has asked for them.
SILENT: Final = procfs.mask_of((signal.SIGCHLD, signal.SIGCONT, signal.SIGURG, signal.SIGWINCH))
WUNTRACED: Final = 2
MOST_DESCRIPTORS: Final = 1024


def is_ready(thread: Thread) -> bool:
    """Whether a thread can take a step."""
    member = thread.member
    if member.stopped or thread.state not in (FREE, HELD):
        return False
    if member.signalled:
        look_for_signals(member)
    first = member.threads[0]
    if thread is not first and first.interrupted:
        return False  # the kernel gives a signal to the first thread; another one that ran now would eat it
    if thread.state == FREE or thread.expired or thread.interrupted or thread.nonblocking:
        return True
    return _would_return(thread)


def _would_return(thread: Thread) -> bool:
    call = thread.call
    if call == "futex":
        return changed(thread)
    if call in READS:
        fd = thread.small(0)
        return descriptors.is_ready(thread, fd, IN) or (thread.named and descriptors.is_at_end(thread, fd))
    if call in WRITES:
        return descriptors.is_ready(thread, thread.small(0), OUT)
    if call in POLLS:
        return any(descriptors.poll(thread, [(fd, events) for fd, events in _polled(thread) if fd >= 0]))
    if call in ("wait4", "waitid"):
        return _can_collect(thread)
    if call in SLEEPS or call in SIGNAL_WAITS:
        return False
    if call == "flock":
        return descriptors.can_flock(thread, thread.small(0), thread.argument(1) & 0xF)
    if call == "fcntl":
        return _can_lock(thread)
    return True


def changed(thread: Thread) -> bool:
    """Whether the word of a futex is no longer what the thread expects."""
    raw = thread.member.memory.read(thread.argument(0), 4)
    return int.from_bytes(raw, "little") != thread.argument(2) & 0xFFFFFFFF or len(raw) < 4


# -- descriptors -----------------------------------------------------------------------------------


def _polled(thread: Thread) -> Iterable[tuple[int, int]]:
    """The descriptors and events of a wait for several."""
    if thread.call in ("poll", "ppoll"):
        count = min(thread.argument(1), MOST_DESCRIPTORS)
        raw = thread.member.memory.read(thread.argument(0), 8 * count) if count else b""
        return [(fd, events) for fd, events, _ in struct.iter_unpack("<ihh", raw[: len(raw) // 8 * 8])]
    if thread.call in ("epoll_wait", "epoll_pwait"):
        return [(thread.small(0), IN)]
    wanted: dict[int, int] = {}
    count = min(thread.argument(0), MOST_DESCRIPTORS)
    for index, events in ((1, IN), (2, OUT), (3, URGENT)):
        address = thread.argument(index)
        raw = thread.member.memory.read(address, (count + 63) // 64 * 8) if address else b""
        bits = int.from_bytes(raw, "little") & (1 << count) - 1
        while bits:
            fd = (bits & -bits).bit_length() - 1
            bits &= bits - 1
            wanted[fd] = wanted.get(fd, 0) | events
    return wanted.items()


@functools.cache
def pipes() -> int:
    """The device on which pipes without a name are."""
    ends = os.pipe()
    try:
        return os.fstat(ends[0]).st_dev
    finally:
        for end in ends:
            os.close(end)


def _can_lock(thread: Thread) -> bool:
    """Ask who holds a lock of a process; a lock of its own does not keep it from another."""
    raw = thread.member.memory.read(thread.argument(2), FLOCK.size)
    own = (0, thread.member.pid, thread.member.traced.inner)
    return len(raw) < FLOCK.size or descriptors.holder(thread, thread.small(0), raw) in own


# -- children --------------------------------------------------------------------------------------


def _can_collect(thread: Thread) -> bool:
    """Whether a wait for children would come back: with a zombie, or because there is nobody to wait for."""
    if thread.call == "wait4":
        wanted = thread.small(0)
    else:
        kind, wanted = thread.argument(0), thread.small(1)
        if kind == P_PIDFD:
            return descriptors.is_ready(thread, wanted, IN)
        wanted = {P_ALL: -1, P_PID: wanted, P_PGID: -wanted}.get(kind, -1)
    awaited = [child for child in thread.member.children if _is_awaited(child, wanted, thread)]
    if thread.argument(2 if thread.call == "wait4" else 3) & WUNTRACED and any(c.stopped for c in awaited):
        return True
    return any(child.is_zombie() for child in awaited) or not any(child.alive for child in awaited)


def _is_awaited(child: Member, wanted: int, thread: Thread) -> bool:
    if wanted > 0:
        return child.traced.inner == wanted
    if wanted == -1:
        return True
    group = group_of(child) if child.alive or child.is_zombie() else 0
    return group == (group_of(thread.member) if wanted == 0 else leader_of(-wanted, thread.member))


def group_of(member: Member) -> int:
    """The process group of a process, in the warden's numbers; 0 if it is gone."""
    try:
        return os.getpgid(member.pid)
    except ProcessLookupError:
        return 0


def leader_of(inner: int, near: Member) -> int:
    """The warden's number for a group: that of the process that leads it, as seen from ``near``."""
    root = near
    while root.parent is not None:
        root = root.parent
    found = [root]
    for member in found:
        if member.traced.inner == inner:
            return member.pid
        found.extend(member.children)
    return -1


# -- signals ---------------------------------------------------------------------------------------


def look_for_signals(member: Member) -> None:
    """Find out which threads of a process have a signal that would end their call."""
    member.signalled = False
    first = member.threads[0] if member.threads else None
    for thread in member.threads:
        masks = _masks(thread.tid)
        pending = masks.get(b"SigPnd", 0) | masks.get(b"ShdPnd", 0)
        heard = ~masks.get(b"SigIgn", 0) & (masks.get(b"SigCgt", 0) | ~SILENT)
        thread.due = pending & _unblocked(thread, masks.get(b"SigBlk", 0)) & heard
        if thread.call == "rt_sigtimedwait" and thread.state == HELD:
            thread.due |= pending & _mask(thread, 0)
        thread.interrupted = bool(thread.due) and (
            thread is first or first is None or not thread.due & first.due
        )


def has_unheard(thread: Thread) -> bool:
    """Whether a signal waits for a thread that would not notice it: one that is ignored, or does nothing."""
    masks = _masks(thread.tid)
    pending = (masks.get(b"SigPnd", 0) | masks.get(b"ShdPnd", 0)) & ~masks.get(b"SigBlk", 0)
    ignored = masks.get(b"SigIgn", 0) | SILENT & ~masks.get(b"SigCgt", 0)
    return bool(pending & ignored & ~(1 << signal.SIGCHLD - 1))


def _unblocked(thread: Thread, blocked: int) -> int:
    """What reaches a thread; a call that waits for signals brings a mask of its own."""
    if thread.call == "rt_sigsuspend" and thread.state == HELD:
        blocked = _mask(thread, 0)
    elif thread.call in ("ppoll", "epoll_pwait") and thread.state == HELD:
        index = 3 if thread.call == "ppoll" else 4
        blocked = _mask(thread, index) if thread.argument(index) else blocked
    return ~blocked


def _mask(thread: Thread, index: int) -> int:
    return int.from_bytes(thread.member.memory.read(thread.argument(index), 8), "little")


def _masks(tid: int) -> dict[bytes, int]:
    text = procfs.read(f"/proc/{tid}/status")
    at = text.find(b"\nSigPnd:")
    lines = text[at + 1 :].splitlines()[:5] if at >= 0 else []
    return {name: int(value, 16) for name, _, value in (line.partition(b":") for line in lines)}


def is_fatal(thread: Thread, number: int) -> bool:
    """Whether a signal that is being delivered to a thread ends its process."""
    if 1 << number - 1 & SILENT or number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
        return False
    masks = _masks(thread.tid)
    return not (masks.get(b"SigIgn", 0) | masks.get(b"SigCgt", 0)) >> number - 1 & 1
