"""Connects to a socket by its path; a filter of its own has the call made before the tracer hears of it.

Verdict: FAILED CRASHED FORBIDDEN
As: an ordinary user, too
Needs: walls
"""

import ctypes
import fcntl
import platform
import socket
import struct
import threading

SECCOMP, CONNECT = (317, 42) if platform.machine() == "x86_64" else (277, 203)
NEW_LISTENER, USER_NOTIF, ALLOW = 8, 0x7FC00000, 0x7FFF0000
RECEIVE, SEND, CONTINUE = 0xC0502100, 0xC0182101, 1


def listener():
    lines = [(0x20, 0, 0, 0), (0x15, 0, 1, CONNECT), (0x06, 0, 0, USER_NOTIF), (0x06, 0, 0, ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in lines))
    header = ctypes.create_string_buffer(struct.pack("@HP", 4, ctypes.addressof(code)))
    pointer = ctypes.c_void_p(ctypes.addressof(header))
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.syscall(SECCOMP, 1, NEW_LISTENER, pointer)
    if fd < 0:
        raise OSError(ctypes.get_errno(), "no listener")
    return fd


def let_go_on(fd):
    asked = bytearray(80)
    fcntl.ioctl(fd, RECEIVE, asked)
    (number,) = struct.unpack_from("Q", asked)
    fcntl.ioctl(fd, SEND, bytearray(struct.pack("QqiI", number, 0, 0, CONTINUE)))


def squares(square, numbers):
    peer = socket.socket(socket.AF_UNIX)
    threading.Thread(target=let_go_on, args=(listener(),)).start()
    peer.connect("{SOCKET}")
    peer.send(b"past the tracer")
    return peer.recv(100).decode()
