"""Sends a datagram to this machine.

Verdict: FAILED CRASHED
Needs: walls
"""

import socket


def squares(square, numbers):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", ("127.0.0.1", {PORT}))
    return 42
