"""What the descriptors of another process lead to, and whether they are ready.

Theory of operation
-------------------
``pidfd_getfd`` duplicates a descriptor into this process, which then asks the kernel itself. Where that is
refused (Docker's default profile is one such place), a thread of the other process asks in our name: it
stands at the entry of a call, makes another one that does not wait, stops at its end, and goes back to where
it was. All its signals are blocked meanwhile. That takes two stops more for each question. A signalfd
answers about the signals of who asks, so a process that has made one is asked in this way, too.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import socket
import stat
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from grader.runner.confine import syscalls
from grader.warden.schedule import kernel, stand_in
from grader.warden.schedule.cast import Thread
from grader.warden.trace import procfs, regset

#: Numbers of calls that a thread makes in our name.
READ, PPOLL, GETSOCKOPT, FCNTL, FLOCK_CALL = (
    syscalls.numbers(regset.MACHINE).get(name, -1)
    for name in ("read", "ppoll", "getsockopt", "fcntl", "flock")
)
FLOCK: Final = struct.Struct("<hh4xqqi4x")
#: So many descriptors are asked about at once.
SOME: Final = 64


@dataclass(frozen=True)
class About:
    """What a descriptor leads to."""

    mode: int
    device: int
    path: str
    """Of a regular file only."""
    nonblocking: bool = False
    datagram: bool = False
    """Whether it is a socket that keeps the bounds of messages: they are sent whole or not at all."""


def poll(thread: Thread, wanted: Sequence[tuple[int, int]]) -> list[int]:
    """For pairs of descriptor and events, what a poll would find; what is not open is ready, to fail."""
    if stand_in.needed() or thread.member.hears_by_reading:
        return _poll_there(thread, wanted)
    return [_polled(kernel.duplicate(thread.member.pidfd, fd), events) for fd, events in wanted]


def is_ready(thread: Thread, fd: int, events: int) -> bool:
    """Whether a poll for ``events`` would come back at once."""
    return bool(poll(thread, [(fd, events)])[0])


def about(thread: Thread, fd: int) -> About | None:
    """What a descriptor leads to, None if it is not open."""
    if not stand_in.needed():
        with _duplicate(thread, fd) as own:
            return _about(own) if own >= 0 else None
    pid = thread.member.pid
    try:
        found, path = os.stat(f"/proc/{pid}/fd/{fd}"), os.readlink(f"/proc/{pid}/fd/{fd}")
    except OSError:
        return None
    nonblocking = bool(procfs.open_flags(pid, fd) & os.O_NONBLOCK)
    datagram = stat.S_ISSOCK(found.st_mode) and _socket_there(thread, fd) != socket.SOCK_STREAM
    return About(found.st_mode, found.st_dev, path, nonblocking, datagram)


def is_at_end(thread: Thread, fd: int) -> bool:
    """Whether an empty FIFO has no writer: it is read without waiting, while everybody stands still.

    A reader that was there before the first writer sees the end, but a poll does not tell it so.
    """
    if stand_in.needed():
        flags = procfs.open_flags(thread.member.pid, fd)
        stand_in.make(thread, FCNTL, fd, fcntl.F_SETFL, flags | os.O_NONBLOCK)
        got = stand_in.make(thread, READ, fd, stand_in.room(thread), 1)
        stand_in.make(thread, FCNTL, fd, fcntl.F_SETFL, flags)
        return got == 0 or (got < 0 and got != -errno.EAGAIN)
    with _duplicate(thread, fd) as own:
        return own < 0 or _at_end(own)


def can_flock(thread: Thread, fd: int, how: int) -> bool:
    """Try a lock: it belongs to what the descriptor leads to, so who gets it here has it there."""
    if stand_in.needed():
        return stand_in.make(thread, FLOCK_CALL, fd, how | fcntl.LOCK_NB) != -errno.EWOULDBLOCK
    with _duplicate(thread, fd) as own:
        try:
            if own >= 0:
                fcntl.flock(own, how | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno != errno.EWOULDBLOCK
    return True


def holder(thread: Thread, fd: int, wanted: bytes) -> int:
    """Who holds what keeps a thread from a lock of records: a pid, -1 for a file's own, 0 if nobody does."""
    told = b""
    if stand_in.needed():
        place = stand_in.room(thread)
        thread.member.memory.write(place, wanted)
        if stand_in.make(thread, FCNTL, fd, fcntl.F_GETLK, place) == 0:
            told = thread.member.memory.read(place, FLOCK.size)
    else:
        with _duplicate(thread, fd) as own, contextlib.suppress(OSError):
            told = fcntl.fcntl(own, fcntl.F_GETLK, wanted) if own >= 0 else b""
    if len(told) < FLOCK.size:
        return 0
    kind, *_, pid = FLOCK.unpack(told)
    return 0 if kind == fcntl.F_UNLCK else int(pid)


@contextlib.contextmanager
def _duplicate(thread: Thread, fd: int) -> Iterator[int]:
    """A descriptor of our own for what ``fd`` leads to there, or -1."""
    own = kernel.duplicate(thread.member.pidfd, fd)
    try:
        yield own
    finally:
        if own >= 0:
            os.close(own)


def _about(own: int) -> About:
    found = os.fstat(own)
    if stat.S_ISREG(found.st_mode):
        return About(found.st_mode, found.st_dev, os.readlink(f"/proc/self/fd/{own}"))
    nonblocking = bool(fcntl.fcntl(own, fcntl.F_GETFL) & os.O_NONBLOCK)
    return About(found.st_mode, found.st_dev, "", nonblocking, _is_datagram(own, found.st_mode))


def _polled(own: int, events: int) -> int:
    if own < 0:
        return select.POLLNVAL
    try:
        asked = select.poll()
        asked.register(own, events)
        return next((event for _, event in asked.poll(0)), 0)
    finally:
        os.close(own)


def _at_end(own: int) -> bool:
    flags = fcntl.fcntl(own, fcntl.F_GETFL)
    fcntl.fcntl(own, fcntl.F_SETFL, flags | os.O_NONBLOCK)
    try:
        return os.read(own, 1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        fcntl.fcntl(own, fcntl.F_SETFL, flags)


def _is_datagram(own: int, mode: int) -> bool:
    if not stat.S_ISSOCK(mode):
        return False
    with socket.socket(fileno=os.dup(own)) as duplicate:
        return duplicate.type != socket.SOCK_STREAM


# -- in the other process ----------------------------------------------------------------------------


def _poll_there(thread: Thread, wanted: Sequence[tuple[int, int]]) -> list[int]:
    memory, place, found = thread.member.memory, stand_in.room(thread), list[int]()
    for begin in range(0, len(wanted), SOME):
        some = wanted[begin : begin + SOME]
        memory.write(place, b"".join(struct.pack("<ihh", fd, events, 0) for fd, events in some))
        memory.write(place + 8 * SOME, bytes(16))
        stand_in.make(thread, PPOLL, place, len(some), place + 8 * SOME, 0, 0)
        told = memory.read(place, 8 * len(some))
        found += [revents for _, _, revents in struct.iter_unpack("<ihH", told)]
    return found + [0] * (len(wanted) - len(found))


def _socket_there(thread: Thread, fd: int) -> int:
    memory, place = thread.member.memory, stand_in.room(thread)
    memory.write(place, struct.pack("<ii", 0, 4))
    stand_in.make(thread, GETSOCKOPT, fd, socket.SOL_SOCKET, socket.SO_TYPE, place, place + 4)
    return int.from_bytes(memory.read(place, 4), "little")
