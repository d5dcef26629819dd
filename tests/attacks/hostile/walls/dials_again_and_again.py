"""Dials a socket until it is let through.

Verdict: FORBIDDEN FAILED CRASHED
As: an ordinary user, too
Needs: walls
"""

import contextlib
import socket


def squares(square, numbers):
    for _ in range(5000):
        with socket.socket(socket.AF_UNIX) as peer, contextlib.suppress(OSError):
            peer.connect("{SOCKET}")
            return peer.recv(100).decode()
    return []
