"""What one thread waits for, read from outside.

Theory of operation
-------------------
``/proc/PID/task/TID/syscall`` names the call in which a thread sleeps, with its arguments. A wait
counts as endless only if the call is known, its arguments give it no time limit, and what its
descriptors lead to is known too; everything else may end by itself. A pipe that leads to the
warden (standard output and error, the runner's channel) always ends: the warden reads it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from grader.warden import procfs
from grader.warden.syscalls import table

NUMBERS: Final = table()
READS: Final = frozenset({"read", "readv", "recvfrom", "recvmsg", "accept", "accept4"})
WRITES: Final = frozenset({"write", "writev", "sendto", "sendmsg", "connect"})
SIGNALS: Final = frozenset({"pause", "rt_sigsuspend"})
FOREVER: Final = 0xFFFFFFFF
WNOHANG: Final = 1
FUTEX_PRIVATE: Final = 128
FUTEX_WAITS: Final = frozenset({0, 9})
F_SETLKW: Final = frozenset({7, 38})


@dataclass(frozen=True)
class Wait:
    """One wait. ``endless`` is a fact about the call, not yet a deadlock."""

    kind: str
    """child, read, write, poll, lock, shared lock, fifo, signal, file lock, ipc, stopped; or running, timed,
    unknown, which are never endless."""
    endless: bool
    pid: int = 0
    """For child: the one that is waited for, as seen from inside the box; 0 or less for any."""
    fds: tuple[int, ...] = ()
    targets: tuple[str, ...] = ()
    """What the descriptors lead to; for fifo its path, for locks their place in memory."""


RUNNING: Final = Wait("running", False)
UNKNOWN: Final = Wait("unknown", False)
TIMED: Final = Wait("timed", False)


@dataclass(frozen=True)
class Border:
    """What leads out of the box: waits for it may end at any time."""

    ours: frozenset[str]
    """What the warden itself serves, as /proc names it."""
    private: bool
    """Whether files, sockets and locks of the box are its own (namespaces)."""


def read_wait(pid: int, tid: int, border: Border) -> Wait:
    """What thread ``tid`` of process ``pid`` waits for."""
    text = procfs.read(f"/proc/{pid}/task/{tid}/syscall")
    fields = text.split()
    if not fields or fields[0] == b"running":
        return _not_in_call(pid, tid)
    number = int(fields[0])
    if number < 0:
        return _not_in_call(pid, tid)
    name = NUMBERS.get(number, "")
    arguments = [int(field, 16) for field in fields[1:7]]
    place = procfs.read(f"/proc/{pid}/task/{tid}/wchan")
    if name == "restart_syscall" and place.startswith(b"poll_schedule"):
        name = "poll"
    if name in ("open", "openat"):
        path = _path(pid, arguments[0 if name == "open" else 1])
        return Wait("fifo", place == b"wait_for_partner", targets=(path,))
    return _classify(pid, name, arguments, border)


def _not_in_call(pid: int, tid: int) -> Wait:
    state = procfs.thread_state(pid, tid)
    if state == "T":
        return Wait("stopped", True)
    return RUNNING


def _classify(pid: int, name: str, arguments: list[int], border: Border) -> Wait:
    match name:
        case "wait4":
            return Wait("child", not arguments[2] & WNOHANG, pid=_signed(arguments[0]))
        case "waitid":
            return Wait(
                "child", not arguments[3] & WNOHANG, pid=_signed(arguments[1]) if arguments[0] == 1 else 0
            )
        case "futex":
            return _futex(pid, arguments)
        case _ if name in READS or name in WRITES:
            return _descriptors(pid, "read" if name in READS else "write", (arguments[0],), border)
        case "poll":
            return _poll(pid, arguments, border) if arguments[2] & FOREVER == FOREVER else TIMED
        case "ppoll":
            return _poll(pid, arguments, border) if arguments[2] == 0 else TIMED
        case "epoll_wait" | "epoll_pwait":
            return Wait("poll", True) if arguments[3] & FOREVER == FOREVER else TIMED
        case "select" | "pselect6":
            return Wait("poll", True) if arguments[4] == 0 else TIMED
        case _ if name in SIGNALS:
            return Wait("signal", True)
        case "rt_sigtimedwait":
            return Wait("signal", True) if arguments[2] == 0 else TIMED
        case "flock":
            return Wait("file lock", border.private)
        case "fcntl":
            return Wait("file lock", border.private and arguments[1] in F_SETLKW)
        case "semop" | "msgrcv" | "msgsnd":
            return Wait("ipc", border.private)
        case "nanosleep" | "clock_nanosleep":
            return TIMED
    return UNKNOWN


def _signed(value: int) -> int:
    return struct.unpack("=i", struct.pack("=I", value & FOREVER))[0]  # type: ignore[no-any-return]


def _futex(pid: int, arguments: list[int]) -> Wait:
    operation = arguments[1]
    if operation & 0x7F not in FUTEX_WAITS:
        return UNKNOWN
    if arguments[3] != 0:
        return TIMED
    if operation & FUTEX_PRIVATE:
        return Wait("lock", True, targets=(f"lock {arguments[0]:x}",))
    return Wait("shared lock", True, targets=(procfs.shared_address(pid, arguments[0]),))


def _descriptors(pid: int, kind: str, fds: tuple[int, ...], border: Border) -> Wait:
    """Endless if every descriptor leads to something whose other ends are in the box."""
    targets = tuple(procfs.link(f"/proc/{pid}/fd/{fd}") for fd in fds)
    known = all(
        target not in border.ours
        and (_is_known(target, border.private) or procfs.is_fifo(f"/proc/{pid}/fd/{fd}"))
        for fd, target in zip(fds, targets, strict=True)
    )
    return Wait(kind, known, fds=fds, targets=targets)


def _is_known(target: str, private: bool) -> bool:
    if target.startswith("socket:["):
        return private
    return target.startswith("pipe:[") or target in (
        "anon_inode:[eventfd]",
        "anon_inode:[pidfd]",
    )


def _poll(pid: int, arguments: list[int], border: Border) -> Wait:
    """A poll without time limit: its descriptors are in the process's memory."""
    count = min(arguments[1], 64)
    data = procfs.memory(pid, arguments[0], 8 * count)
    if len(data) != 8 * count:
        return UNKNOWN
    fds = tuple(fd for fd, _, _ in struct.iter_unpack("=ihh", data) if fd >= 0)
    return _descriptors(pid, "poll", fds, border)


def _path(pid: int, address: int) -> str:
    return procfs.memory(pid, address, 4096, partial=True).partition(b"\0")[0].decode("utf-8", "replace")
