"""Connects to an abstract socket.

Verdict: FAILED CRASHED
Needs: walls
"""

import socket


def squares(square, numbers):
    peer = socket.socket(socket.AF_UNIX)
    peer.connect("\0{ABSTRACT}")
    return peer.recv(100).decode()
