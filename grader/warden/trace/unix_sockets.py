"""The Unix sockets of our network namespace, asked of the kernel (sock_diag, no privilege needed).

Theory of operation
-------------------
One dump over netlink tells of every Unix socket that a process holds its inode, name and state, how many
connections wait for it to accept them, and the inode of its peer. /proc/net/unix has this for other network
namespaces, too. But there names stand as they are: one with a line break makes lines that look like the
kernel's. So those lines are claims.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from grader.warden.trace import procfs

NETLINK_SOCK_DIAG: Final = 4
SOCK_DIAG_BY_FAMILY: Final = 20
REQUEST_DUMP: Final = 0x301
FAILED, DONE = 2, 3
"""NLMSG_ERROR and NLMSG_DONE, which may tell of an error, too."""
SHOW: Final = 0x15
"""Names, peers, and lengths of queues."""
NAME, PEER, QUEUES = 0, 2, 4
LISTENS: Final = 10
"""The state TCP_LISTEN, which Unix sockets have as well."""
HEADER: Final = struct.Struct("=IHHII")
MESSAGE: Final = struct.Struct("=BBBxIII")
ATTRIBUTE: Final = struct.Struct("=HH")
#: Sockets, which programs can make as many of as they like; of more than that nothing is known.
MOST: Final = 8192
#: Bytes of one answer, and seconds that the kernel may take for it.
MOST_BYTES: Final = 1 << 16
PATIENCE: Final = 0.5
#: In /proc/net/unix: the flags of a socket that listens; and where multiprocessing makes its own.
LISTENING: Final = b"00010000"
PRIVATE_SOCKET: Final = b"/pymp-"
#: How the kernel names the protocols of Unix sockets.
PROTOCOL_NAME: Final = "system.sockprotoname"


@dataclass(frozen=True)
class UnixSocket:
    """What the kernel says of one."""

    listens: bool
    name: bytes
    peer: int | None
    """Inode of the other end: 0 if nobody has accepted it yet or nobody holds it; None if there is none."""
    waiting: int
    """How many connections it has not accepted yet."""

    @property
    def is_private(self) -> bool:
        """Whether it listens in a private folder of multiprocessing."""
        return self.listens and PRIVATE_SOCKET in self.name


def sockets() -> dict[int, UnixSocket] | None:
    """Each Unix socket by its inode; None if the kernel does not answer, or there are too many."""
    found: dict[int, UnixSocket] = {}
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG) as link:
            link.settimeout(PATIENCE)
            asked = struct.pack("=BBHIIIII", socket.AF_UNIX, 0, 0, 0xFFFFFFFF, 0, SHOW, 0, 0)
            length = HEADER.size + len(asked)
            link.sendto(HEADER.pack(length, SOCK_DIAG_BY_FAMILY, REQUEST_DUMP, 1, 0) + asked, (0, 0))
            while len(found) <= MOST:
                for kind, body in _messages(link.recv(MOST_BYTES)):
                    if kind in (FAILED, DONE):
                        well = kind == DONE and not any(body[:4]) and len(found) <= MOST
                        return found if well else None
                    _take(body, found)
    except OSError:
        pass
    return None


def is_unix(pid: int, fd: int) -> bool:
    """Whether a descriptor leads to a Unix socket, of whatever namespace."""
    try:
        return os.getxattr(f"/proc/{pid}/fd/{fd}", PROTOCOL_NAME).startswith(b"UNIX")
    except OSError:
        return False


def serves_manager(pid: int) -> bool:
    """Whether a process listens in a folder of multiprocessing, as the server of a manager does.

    What the kernel does not tell us itself, of a box, its list claims: who makes names there is its owner.
    """
    held = {target for target in procfs.descriptors(pid).values() if target.startswith("socket:[")}
    claimed = held & _claimed_listeners(pid) if held else held
    known = (sockets() or {}) if claimed else {}
    told = (known.get(int(target[8:-1])) for target in claimed)
    return any(one is None or one.is_private for one in told)


def _claimed_listeners(pid: int) -> set[str]:
    found = set()
    for line in procfs.read_most(f"/proc/{pid}/net/unix", procfs.MOST_LIST).splitlines():
        fields = line.split()
        listens = len(fields) > 7 and fields[3] == LISTENING
        if listens and PRIVATE_SOCKET in fields[7] and fields[6].isdigit():
            found.add(f"socket:[{fields[6].decode()}]")
    return found


def _take(body: bytes, found: dict[int, UnixSocket]) -> None:
    """Take in what is said of one socket."""
    if len(body) < MESSAGE.size:
        return
    _, _, state, inode, *_ = MESSAGE.unpack_from(body)
    said = dict(_attributes(body[MESSAGE.size :]))
    listens, peer = state == LISTENS, said.get(PEER)
    found[inode] = UnixSocket(
        listens,
        said.get(NAME, b""),
        None if peer is None else int.from_bytes(peer, sys.byteorder),
        int.from_bytes(said.get(QUEUES, b"")[:4], sys.byteorder) if listens else 0,
    )


def _messages(answer: bytes) -> Iterator[tuple[int, bytes]]:
    while len(answer) >= HEADER.size:
        length, kind, *_ = HEADER.unpack_from(answer)
        if length < HEADER.size:
            return
        yield kind, answer[HEADER.size : length]
        answer = answer[length + 3 & ~3 :]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= ATTRIBUTE.size:
        length, name = ATTRIBUTE.unpack_from(data)
        if length < ATTRIBUTE.size:
            return
        yield name, data[ATTRIBUTE.size : length]
        data = data[length + 3 & ~3 :]
