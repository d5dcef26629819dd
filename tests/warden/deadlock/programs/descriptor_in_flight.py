"""The only write end is under way in a socket; who will receive it sleeps first."""

import os
import socket
import time


def go():
    left, right = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        left.close()
        time.sleep(0.6)
        fds = socket.recv_fds(right, 1, 1)[1]
        os.write(fds[0], b"ended")
        os._exit(0)
    right.close()
    out, into = os.pipe()
    socket.send_fds(left, [b"x"], [into])
    os.close(into)
    text = os.read(out, 10).decode()
    os.close(out)
    left.close()
    os.waitpid(pid, 0)
    return text
