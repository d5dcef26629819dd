"""Names a socket so that the list of sockets has a line of its own making.

Verdict: FAILED LEAKED
As: an ordinary user, too
"""

import os
import socket
import threading


def squares(square, numbers):
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(b"\0%d\n0: 0 0 00010000 0 0 \xff /pymp-x" % os.getpid())  # without a wall all share their names
    sock.listen()
    if (pid := os.fork()) == 0:
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()
        os._exit(0)
    os.waitpid(pid, 0)
    sock.close()
    return [n * n for n in numbers]
