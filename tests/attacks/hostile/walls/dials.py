"""Connects to a socket by its path.

Verdict: FAILED CRASHED FORBIDDEN
Needs: walls
"""

import socket


def squares(square, numbers):
    peer = socket.socket(socket.AF_UNIX)
    peer.connect("{SOCKET}")
    return peer.recv(100).decode()
