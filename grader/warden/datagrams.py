"""Hearing what is said in a box: bytes, and who said them.

Theory of operation
-------------------
Whoever speaks is named by the kernel (SCM_CREDENTIALS). There is room for that and for nothing else, so
descriptors that somebody sends along never become ours. The kernel then closes them, in our own time: with
SO_LINGER that could take as long as the sender likes, so the box's filter makes that option do nothing.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from typing import Final

from grader.wire import CHUNK

CREDENTIALS: Final = struct.Struct("3i")
#: How many are taken of one source before the others get their turn.
DATAGRAMS: Final = 256
#: Whether descriptors may be sent to a socket (<asm-generic/socket.h>, since Linux 6.16).
SO_PASSRIGHTS: Final = 83


def hear(sock: socket.socket) -> None:
    """Make ``sock`` a place where whoever speaks is named by the kernel and hands over nothing but bytes."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    sock.setblocking(False)
    with contextlib.suppress(OSError):  # before Linux 6.16: see the filter, SO_LINGER
        sock.setsockopt(socket.SOL_SOCKET, SO_PASSRIGHTS, 0)


def datagrams(sock: socket.socket) -> list[tuple[bytes, int]]:
    """Datagrams that have come, each with the pid of its sender as the kernel attests it.

    An empty one, the last, means that nobody holds the other end any more. There is room for the pid and
    for nothing else: descriptors that somebody sends along never become ours.
    """
    found: list[tuple[bytes, int]] = []
    with contextlib.suppress(BlockingIOError, ConnectionResetError):
        while len(found) < DATAGRAMS:
            data, ancillary, _, _ = sock.recvmsg(CHUNK + 1, socket.CMSG_SPACE(CREDENTIALS.size))
            found.append((data, _sender(ancillary)))
            if not data:
                break
    return found


def _sender(ancillary: list[tuple[int, int, bytes]]) -> int:
    """The attested pid."""
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return int(CREDENTIALS.unpack(data[: CREDENTIALS.size])[0])
    return 0
