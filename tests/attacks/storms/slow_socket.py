"""Sends the grader a socket that takes a minute to close.

Verdict: FAILED CRASHED TIMED_OUT FORBIDDEN OVER_LIMIT
"""

import array
import os
import socket
import struct
import time


def squares(square, numbers):
    listener = socket.create_server(("127.0.0.1", 0))
    ours = socket.create_connection(listener.getsockname())
    peer, _ = listener.accept()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 60))
    ours.setblocking(False)
    try:
        while True:
            ours.send(bytes(1 << 16))
    except BlockingIOError:
        pass
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as post:
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [ours.fileno()]))]
        try:
            post.sendmsg([b"1"], rights, 0, os.environ["FORKLORE_POST"].replace("@", "\0"))
        except OSError:
            return []
    ours.close()
    time.sleep(60)
