"""Names and addresses of a box that shares folders with others, from the calls that its filter reports."""

from __future__ import annotations

import enum
import errno
import os
import struct
from typing import Final

from grader.runner.confine import syscalls
from grader.runner.confine.traced_calls import MAKERS, MOVERS, OPENERS, REACHING, SETTERS, SPEAKERS
from grader.warden.trace import procfs

LONGEST: Final = 4096
#: Names and links of one path that are followed.
MOST_STEPS: Final = 1000
AF_UNIX: Final = 1
ADDRESS_BYTES: Final = 110
AT_FDCWD: Final = 0xFFFFFF9C

#: By number on this machine.
CALLS: Final = syscalls.names(os.uname().machine, (*REACHING, *SETTERS))

Call = tuple[str, list[int]]


class Step(enum.Enum):
    """What becomes of a call that reaches what the box shares with others, or another process."""

    GO = enum.auto()
    SEE_RETURN = enum.auto()
    """It is made, and its result is looked at."""
    REFUSE = enum.auto()
    FORBID = enum.auto()
    NOBODY = enum.auto()
    """It means a process that is gone."""


#: What a call that is not made gives.
ERRORS: Final = {Step.REFUSE: errno.EACCES, Step.FORBID: errno.EPERM, Step.NOBODY: errno.ESRCH}


def call(tid: int) -> Call | None:
    """The call at which a thread is stopped, if it is one of these."""
    found = procfs.call(tid)
    name = CALLS.get(found[0]) if found is not None else None
    return (name, found[1]) if found is not None and name is not None else None


def made(pid: int, call: Call) -> str:
    """The path that the call is about to make, links followed; empty for other calls."""
    name, arguments = call
    if name == "bind":
        return _parent_resolved(pid, _address(pid, *arguments[1:3]))
    if name not in MAKERS:
        return ""
    path = _named(pid, MAKERS[name], arguments)
    return resolved(pid, path) if name in OPENERS and procfs.link(path) else path


def moved(pid: int, call: Call) -> str:
    """The path that the call is about to give another name; empty for other calls."""
    name, arguments = call
    return _named(pid, MOVERS[name], arguments) if name in MOVERS else ""


def spoken_to(pid: int, call: Call) -> str:
    """The path of the Unix socket that the call goes to; empty if it has no address, or another kind."""
    name, arguments = call
    if name not in SPEAKERS:
        return ""
    if name == "sendmsg":
        header = procfs.memory(pid, arguments[1], 12)
        if len(header) < 12:
            return ""
        address, length = struct.unpack("=QI", header)
    else:
        address, length = arguments[1:3] if name == "connect" else arguments[4:6]
    path = _address(pid, address, length)
    return resolved(pid, path) if path else ""


def _address(pid: int, address: int, length: int) -> str:
    """The path in the address of a Unix socket; empty if it has none."""
    raw = procfs.memory(pid, address, min(length & 0xFFFFFFFF, ADDRESS_BYTES)) if address else b""
    if len(raw) < 3 or int.from_bytes(raw[:2], "little") != AF_UNIX or raw[2] == 0:
        return ""
    path = os.fsdecode(raw[2:].partition(b"\0")[0])
    return path if path.startswith("/") else f"{_start(pid, path, AT_FDCWD)}/{path}"


def _named(pid: int, where: tuple[int, int | None], arguments: list[int]) -> str:
    at, start = where
    folder = arguments[start] & 0xFFFFFFFF if start is not None else AT_FDCWD
    path = _text(pid, arguments[at])
    return _parent_resolved(pid, path, _start(pid, path, folder))


def _start(pid: int, path: str, folder: int) -> str:
    """Where a path starts, without links: the folder that a descriptor leads to, or the root."""
    place = "cwd" if folder == AT_FDCWD else f"fd/{folder}"
    return "" if path.startswith("/") else procfs.link(f"/proc/{pid}/{place}")


def _parent_resolved(pid: int, path: str, start: str = "") -> str:
    """The path with the links of its folder followed; what it names itself need not be there."""
    folder, name = os.path.split(path.rstrip("/"))
    if name in ("", ".", ".."):
        return resolved(pid, path, start)
    return os.path.join(resolved(pid, folder, start), name)


def resolved(pid: int, path: str, start: str = "") -> str:
    """The path with all links followed as ``pid`` would: to it, /proc/self is another process than to us.

    ``start`` is where it starts: the kernel has named that, so nothing is left to follow there.
    """
    done = start.split("/")[1:] if start else []
    waiting = path.split("/")[::-1]
    for _ in range(MOST_STEPS):
        if not waiting:
            break
        name = waiting.pop()
        if name in ("", "."):
            continue
        if name == "..":
            done = done[:-1]
            continue
        if done == ["proc"] and name in ("self", "thread-self"):
            name = str(pid)
        to = procfs.link("/" + "/".join([*done, name]))
        if not to:
            done.append(name)
            continue
        if to.startswith("/"):
            done = []
        waiting += to.split("/")[::-1]
    return "/" + "/".join(done)


def _text(pid: int, address: int) -> str:
    """The string at an address: page by page, for the next page may not be there."""
    found = b""
    while len(found) < LONGEST and b"\0" not in found:
        piece = procfs.memory(pid, address + len(found), procfs.PAGE - (address + len(found)) % procfs.PAGE)
        if not piece:
            break
        found += piece
    return os.fsdecode(found.partition(b"\0")[0])
