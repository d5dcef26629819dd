"""Connects to a port of this machine.

Verdict: FAILED CRASHED
Needs: walls
"""

import socket


def squares(square, numbers):
    with socket.create_connection(("127.0.0.1", {PORT}), 2) as peer:
        peer.sendall(b"hello")
        return peer.recv(100).decode()
