"""The write end is under way in a socket: a process that sleeps could take it out and write."""

import os
import socket
import time


def go():
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        time.sleep(60)
    theirs.close()
    out, into = os.pipe()
    socket.send_fds(ours, [b"x"], [into])
    os.close(into)
    return os.read(out, 1)  # waits here
