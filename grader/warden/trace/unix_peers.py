"""Which Unix sockets are connected to each other, asked of the kernel (sock_diag, no privilege needed).

Theory of operation
-------------------
One dump over netlink tells of every Unix socket of our network namespace its inode and that of its peer.
A peer that nobody has accepted yet has no inode, and is not told. Where the kernel does not answer, nothing
is known.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator
from typing import Final

NETLINK_SOCK_DIAG: Final = 4
SOCK_DIAG_BY_FAMILY: Final = 20
REQUEST_DUMP: Final = 0x301
DONE: Final = (2, 3)
"""NLMSG_ERROR and NLMSG_DONE."""
SHOW_PEER: Final = 4
ATTRIBUTE_PEER: Final = 2
HEADER: Final = struct.Struct("=IHHII")
MESSAGE: Final = struct.Struct("=BBBxIII")
ATTRIBUTE: Final = struct.Struct("=HH")
#: Bytes of one answer, and seconds that the kernel may take for it.
MOST_BYTES: Final = 1 << 16
PATIENCE: Final = 0.5


def peers() -> dict[int, int]:
    """Inode of each connected Unix socket to that of its peer."""
    found: dict[int, int] = {}
    with (
        contextlib.suppress(OSError),
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, NETLINK_SOCK_DIAG) as link,
    ):
        link.settimeout(PATIENCE)
        asked = struct.pack("=BBHIIIII", socket.AF_UNIX, 0, 0, 0xFFFFFFFF, 0, SHOW_PEER, 0, 0)
        link.sendto(
            HEADER.pack(HEADER.size + len(asked), SOCK_DIAG_BY_FAMILY, REQUEST_DUMP, 1, 0) + asked, (0, 0)
        )
        while _take(link.recv(MOST_BYTES), found):
            pass
    return found


def _take(answer: bytes, found: dict[int, int]) -> bool:
    """Take in one answer; whether there is more to come."""
    while len(answer) >= HEADER.size:
        length, kind, *_ = HEADER.unpack_from(answer)
        if kind in DONE or length < HEADER.size:
            return False
        body = answer[HEADER.size : length]
        if len(body) >= MESSAGE.size:
            inode = MESSAGE.unpack_from(body)[3]
            for name, value in _attributes(body[MESSAGE.size :]):
                if name == ATTRIBUTE_PEER and len(value) == 4:
                    found[inode] = struct.unpack("=I", value)[0]
        answer = answer[length + 3 & ~3 :]
    return True


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= ATTRIBUTE.size:
        length, name = ATTRIBUTE.unpack_from(data)
        if length < ATTRIBUTE.size:
            return
        yield name, data[ATTRIBUTE.size : length]
        data = data[length + 3 & ~3 :]
