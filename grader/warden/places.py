"""Names and addresses of a box that shares folders with others, from the calls that its filter reports."""

from __future__ import annotations

import os
import platform
import struct
from typing import Final

from grader.runner.places import MAKERS, NUMBERS, SPEAKERS
from grader.warden import procfs

LONGEST: Final = 4096
AF_UNIX: Final = 1
ADDRESS_BYTES: Final = 110
AT_FDCWD: Final = 0xFFFFFF9C

Call = tuple[str, list[int]]


def call(tid: int) -> Call | None:
    """The call at which a thread is stopped, if it is one of these."""
    fields = procfs.read(f"/proc/{tid}/syscall").split()
    if len(fields) < 7:
        return None
    name = NUMBERS.get(platform.machine(), {}).get(int(fields[0]))
    return (name, [int(field, 16) for field in fields[1:7]]) if name is not None else None


def made(pid: int, call: Call) -> str:
    """The path that the call is about to make, links in its folder followed; empty for other calls."""
    name, arguments = call
    if name not in MAKERS:
        return ""
    at, start = MAKERS[name]
    path = _text(pid, arguments[at])
    if not path.startswith("/"):
        folder = arguments[start] & 0xFFFFFFFF if start is not None else AT_FDCWD
        place = "cwd" if folder == AT_FDCWD else f"fd/{folder}"
        path = f"{procfs.link(f'/proc/{pid}/{place}')}/{path}"
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def spoken_to(pid: int, call: Call) -> str:
    """The path of the Unix socket that the call goes to; empty if it has no address, or another kind."""
    name, arguments = call
    if name not in SPEAKERS:
        return ""
    if name == "sendmsg":
        header = _bytes(pid, arguments[1], 12)
        if len(header) < 12:
            return ""
        address, length = struct.unpack("=QI", header)
    else:
        address, length = arguments[1:3] if name == "connect" else arguments[4:6]
    raw = _bytes(pid, address, min(length & 0xFFFFFFFF, ADDRESS_BYTES)) if address else b""
    if len(raw) < 3 or int.from_bytes(raw[:2], "little") != AF_UNIX or raw[2] == 0:
        return ""
    path = os.fsdecode(raw[2:].partition(b"\0")[0])
    if not path.startswith("/"):
        path = f"{procfs.link(f'/proc/{pid}/cwd')}/{path}"
    return os.path.realpath(path)


def _text(pid: int, address: int) -> str:
    """The string at an address: page by page, for the next page may not be there."""
    found = b""
    while len(found) < LONGEST and b"\0" not in found:
        piece = _bytes(pid, address + len(found), procfs.PAGE - (address + len(found)) % procfs.PAGE)
        if not piece:
            break
        found += piece
    return os.fsdecode(found.partition(b"\0")[0])


def _bytes(pid: int, address: int, length: int) -> bytes:
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            memory.seek(address)
            return memory.read(length) or b""
    except (OSError, ValueError, OverflowError):
        return b""
