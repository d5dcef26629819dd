"""What one thread waits for, read from outside.

Theory of operation
-------------------
``/proc/PID/task/TID/syscall`` names the call in which a thread sleeps, with its arguments. A wait
counts as endless only if the thread sleeps interruptibly (not in a page fault or on a disk), the
call is known, its arguments give it no time limit, and what its descriptors lead to is known too:
pipes, and in a private box Unix sockets. Everything else may end by itself: a TCP socket has
timers in the kernel, a file or a terminal has a device. A pipe that leads to the warden (standard
output and error, the runner's channel) always ends: the warden reads it.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import ClassVar, Final

from grader.runner.confine import syscalls
from grader.warden.deadlock.sight import Sight
from grader.warden.trace import procfs, unix_sockets

#: System calls in which a program can sleep. None are known of other machines: nothing can be proved there.
SLEEPING: Final = (
    "read", "write", "open", "poll", "readv", "writev", "select", "pause", "nanosleep", "connect", "accept",
    "sendto", "recvfrom", "sendmsg", "recvmsg", "wait4", "semop", "msgsnd", "msgrcv", "fcntl", "flock",
    "rt_sigtimedwait", "rt_sigsuspend", "futex", "restart_syscall", "semtimedop", "clock_nanosleep",
    "epoll_wait", "mq_timedreceive", "waitid", "openat", "pselect6", "ppoll", "epoll_pwait", "accept4",
    "epoll_pwait2", "futex_waitv",
)  # fmt: skip
NUMBERS: Final = syscalls.names(os.uname().machine, SLEEPING)
READS: Final = frozenset({"read", "readv", "recvfrom", "recvmsg", "accept", "accept4"})
WRITES: Final = frozenset({"write", "writev", "sendto", "sendmsg", "connect"})
SIGNALS: Final = frozenset({"pause", "rt_sigsuspend"})
FOREVER: Final = 0xFFFFFFFF
WNOHANG: Final = 1
P_PID: Final = 1
FUTEX_PRIVATE: Final = 128
FUTEX_WAITS: Final = frozenset({0, 9})
F_SETLKW: Final = frozenset({7, 38})
#: More descriptors than this in one poll are not looked at: nothing is known then.
MOST_DESCRIPTORS: Final = 1024


@dataclass(frozen=True)
class Wait:
    """One wait. ``endless`` is a fact about the call, not yet a deadlock."""

    kind: str
    """child, read, write, poll, lock, shared lock, fifo, signal, file lock, ipc, stopped; or running, sleep,
    timed, outside, unknown, which are never endless."""
    endless: bool
    pid: int = 0
    """For child: the one that is waited for, as seen from inside the box; 0 or less for any."""
    fds: tuple[int, ...] = ()
    targets: tuple[str, ...] = ()
    """What the descriptors lead to; for fifo its path, for locks their place in memory."""
    address: int = 0
    """Of a shared lock, in the memory of the one that waits."""


RUNNING: Final = Wait("running", False)
UNKNOWN: Final = Wait("unknown", False)
TIMED: Final = Wait("timed", False)
SLEEP: Final = Wait("sleep", False)
STOPPED: Final = Wait("stopped", True)
STOPPED_FROM_OUTSIDE: Final = Wait("stopped", False)


@dataclass(frozen=True)
class Boundary:
    """What leads out of the box: waits for it may end at any time."""

    ours: frozenset[str]
    """What the warden itself serves, as /proc names it."""
    closed: bool
    """Whether sockets and IPC of the box are its own."""
    folders: tuple[str, ...]
    """Beginnings of paths of files that are its own; a lock on any other file may be held outside."""

    reachable: ClassVar[bool] = False
    """Whether anybody outside may send signals, or open named pipes."""

    def is_own(self, pid: int, fd: int, target: str, sight: Sight) -> bool:
        """Whether everybody who could end a wait for this descriptor is inside."""
        if target.startswith("socket:["):
            return self.closed and unix_sockets.is_unix(pid, fd)
        if target.startswith("pipe:[") or target in ("anon_inode:[eventfd]", "anon_inode:[pidfd]"):
            return True
        return procfs.is_fifo(f"/proc/{pid}/fd/{fd}")

    def shared_place(self, pid: int, address: int, sight: Sight) -> str:
        """A name for a place in shared memory that only those inside share; empty if that is not known."""
        return sight.shared_place(pid, address)

    def may_be_called(self, pid: int) -> bool:
        """Whether a process has a handler for a signal that somebody outside may send."""
        return False


def read_wait(pid: int, tid: int, boundary: Boundary, state: str, sight: Sight) -> Wait:
    """What thread ``tid`` of process ``pid``, whose state letter is ``state``, waits for."""
    if state in ("T", "t"):
        return STOPPED_FROM_OUTSIDE if boundary.reachable else STOPPED
    fields = procfs.read(f"/proc/{pid}/task/{tid}/syscall").split()
    if not fields or fields[0] == b"running" or int(fields[0]) < 0:
        return RUNNING if state == "R" or not fields else UNKNOWN
    if state != "S":
        return RUNNING if state == "R" else UNKNOWN
    name = NUMBERS.get(int(fields[0]), "")
    arguments = [int(field, 16) for field in fields[1:7]]
    place = procfs.read(f"/proc/{pid}/task/{tid}/wchan")
    if name == "restart_syscall" and place.startswith(b"poll_schedule"):
        name = "poll"
    if name in ("open", "openat"):
        path = _path(pid, arguments[0 if name == "open" else 1])
        return Wait("fifo", place == b"wait_for_partner" and not boundary.reachable, targets=(path,))
    return classify(pid, name, arguments, boundary, sight)


def classify(pid: int, name: str, arguments: list[int], boundary: Boundary, sight: Sight) -> Wait:
    """What a thread of process ``pid`` waits for in the call ``name``."""
    match name:
        case "wait4":
            return Wait("child", not arguments[2] & WNOHANG, pid=_signed(arguments[0]))
        case "waitid":
            awaited = _signed(arguments[1]) if arguments[0] == P_PID else 0
            return Wait("child", not arguments[3] & WNOHANG, pid=awaited)
        case "futex":
            return _futex(pid, arguments, boundary, sight)
        case _ if name in READS or name in WRITES:
            return _descriptors(pid, "read" if name in READS else "write", (arguments[0],), boundary, sight)
        case "poll" | "ppoll" | "epoll_wait" | "epoll_pwait" | "select" | "pselect6":
            return _polls(pid, name, arguments, boundary, sight)
        case _ if name in SIGNALS:
            return Wait("signal", not boundary.reachable)
        case "rt_sigtimedwait":
            return Wait("signal", not boundary.reachable) if arguments[2] == 0 else TIMED
        case "flock" | "fcntl":
            return _file_lock(pid, name, arguments, boundary)
        case "semop" | "msgrcv" | "msgsnd":
            return Wait("ipc", boundary.closed)
        case "nanosleep" | "clock_nanosleep":
            return SLEEP
    return UNKNOWN


def _signed(value: int) -> int:
    return struct.unpack("=i", struct.pack("=I", value & FOREVER))[0]  # type: ignore[no-any-return]


def _futex(pid: int, arguments: list[int], boundary: Boundary, sight: Sight) -> Wait:
    operation = arguments[1]
    if operation & 0x7F not in FUTEX_WAITS:
        return UNKNOWN
    if arguments[3] != 0:
        return TIMED
    if operation & FUTEX_PRIVATE:
        return Wait("lock", True, targets=(f"lock {arguments[0]:x}",))
    place = boundary.shared_place(pid, arguments[0], sight)
    return Wait("shared lock", True, targets=(place,), address=arguments[0]) if place else UNKNOWN


def _file_lock(pid: int, name: str, arguments: list[int], boundary: Boundary) -> Wait:
    waits = name == "flock" or arguments[1] in F_SETLKW
    path = procfs.link(f"/proc/{pid}/fd/{arguments[0]}")
    own = path.startswith(boundary.folders)
    return Wait("file lock", waits and own, fds=(arguments[0],), targets=(path,))


# -- descriptors --------------------------------------------------------------------------------


def _descriptors(pid: int, kind: str, fds: tuple[int, ...], boundary: Boundary, sight: Sight) -> Wait:
    """Endless if every descriptor leads to something whose other ends are in the box."""
    if not sight.may_read(len(fds)):
        return UNKNOWN
    targets = tuple(procfs.link(f"/proc/{pid}/fd/{fd}") for fd in fds)
    known = all(
        target not in boundary.ours and boundary.is_own(pid, fd, target, sight)
        for fd, target in zip(fds, targets, strict=True)
    )
    return Wait(kind if known else "outside", known, fds=fds, targets=targets)


def _inode(path: str) -> int:
    try:
        return os.stat(path).st_ino
    except OSError:
        return -1


def _polls(pid: int, name: str, arguments: list[int], boundary: Boundary, sight: Sight) -> Wait:
    """A wait for several descriptors: endless if it has no time limit and all of them are known."""
    match name:
        case "poll":
            timed, fds = arguments[2] & FOREVER != FOREVER, _of_poll(pid, arguments)
        case "ppoll":
            timed, fds = arguments[2] != 0, _of_poll(pid, arguments)
        case "select" | "pselect6":
            timed, fds = arguments[4] != 0, _of_select(pid, arguments)
        case _:
            timed, fds = arguments[3] & FOREVER != FOREVER, _of_epoll(pid, arguments)
    if timed:
        return Wait("timed", False, fds=fds or ())
    return UNKNOWN if fds is None else _descriptors(pid, "poll", fds, boundary, sight)


def _of_poll(pid: int, arguments: list[int]) -> tuple[int, ...] | None:
    """The descriptors of a poll are in the process's memory."""
    size = 8 * arguments[1]
    data = procfs.memory(pid, arguments[0], size) if arguments[1] <= MOST_DESCRIPTORS else b""
    if len(data) != size:
        return None
    return tuple(fd for fd, _, _ in struct.iter_unpack("=ihh", data) if fd >= 0)


def _of_select(pid: int, arguments: list[int]) -> tuple[int, ...] | None:
    """Those of a select are bits of up to three sets there."""
    count, found = arguments[0], set()
    size = (count + 63) // 64 * 8
    if count > MOST_DESCRIPTORS:
        return None
    for address in arguments[1:4]:
        data = procfs.memory(pid, address, size) if address else bytes(size)
        if len(data) != size:
            return None
        bits = int.from_bytes(data, "little")
        found |= {fd for fd in range(count) if bits >> fd & 1}
    return tuple(sorted(found))


def _of_epoll(pid: int, arguments: list[int]) -> tuple[int, ...] | None:
    """Those of an epoll set are told by the kernel; unknown if one of them is another file by now."""
    found = []
    for line in procfs.read_most(f"/proc/{pid}/fdinfo/{arguments[0]}", procfs.MOST_LIST).splitlines():
        if line.startswith(b"tfd:"):
            fields = line.split()
            fd, inode = int(fields[1]), fields[-2].rpartition(b":")[2]
            if int(inode, 16) != _inode(f"/proc/{pid}/fd/{fd}"):
                return None
            found.append(fd)
    return tuple(found)


def _path(pid: int, address: int) -> str:
    return os.fsdecode(procfs.memory(pid, address, 4096, partial=True).partition(b"\0")[0])
