"""A time limit of the socket itself, set by a process that has ended."""

import os
import socket
import struct


def go():
    one, two = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 700_000))
        os._exit(0)
    os.waitpid(pid, 0)
    try:
        one.recv(1)
    except BlockingIOError:
        one.close()
        two.close()
        return "ended"
