"""Order of close: ends of files, of pipes and of sockets."""

import os
import socket
import threading

from kit import ended, forked, remove, save


def no_writer_is_no_end():
    """The line comes."""
    os.mkfifo("fifo")
    out = os.open("fifo", os.O_RDONLY | os.O_NONBLOCK)
    ready, told = os.pipe()

    def write():
        os.write(told, b"x")
        with open("fifo", "wb") as fifo:
            fifo.write(b"line")

    pids = forked(write)
    os.read(ready, 1)
    found = b""
    try:
        found = os.read(out, 10)
    except BlockingIOError:
        found = b"later"
    codes = ended(pids)
    for fd in (out, ready, told):
        os.close(fd)
    remove("fifo")
    return found != b"" and codes == [0]


def server_not_yet_listening():
    """The client is served."""
    remove("socket")
    ready, told = os.pipe()

    def serve():
        server = socket.socket(socket.AF_UNIX)
        server.bind("socket")
        os.write(told, b"x")
        server.listen()
        server.settimeout(600)
        server.accept()[0].close()

    def ask():
        os.read(ready, 1)
        client = socket.socket(socket.AF_UNIX)
        client.connect("socket")
        client.close()

    pids = forked(serve, ask)
    codes = ended(pids)
    os.close(ready)
    os.close(told)
    remove("socket")
    return codes == [0, 0]


def closed_twice():
    """The file can be written."""
    out, into = os.pipe()
    os.close(into)
    codes = []

    def close():
        for _ in range(2):
            try:
                os.close(out)
            except OSError:
                pass
            os.sched_yield()

    thread = threading.Thread(target=close)
    thread.start()
    save("file", "")
    fd = os.open("file", os.O_WRONLY)
    os.sched_yield()
    try:
        os.write(fd, b"x")
        os.close(fd)
    except OSError as error:
        codes.append(error.errno)
    thread.join()
    remove("file")
    return codes == []
