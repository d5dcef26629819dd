"""Lets many threads wait for 480 sockets each.

Verdict: TIMED_OUT OVER_LIMIT DEADLOCKED
"""

import select
import socket
import threading

N = 40


def wait(sockets):
    poll = select.poll()
    for one in sockets:
        poll.register(one, select.POLLIN)
    poll.poll()


def squares(square, numbers):
    sockets = [one for _ in range(240) for one in socket.socketpair()]
    for _ in range(N):
        threading.Thread(target=wait, args=(sockets,)).start()
    wait(sockets)
