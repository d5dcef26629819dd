"""A server and a client over TCP."""

import os
import socket
import time


def go():
    server = socket.create_server(("127.0.0.1", 0))
    pid = os.fork()
    if pid == 0:
        with socket.create_connection(server.getsockname()) as line:
            time.sleep(0.5)
            line.sendall(b"ended")
        os._exit(0)
    line, _ = server.accept()
    text = line.recv(10).decode()
    line.close()
    server.close()
    os.waitpid(pid, 0)
    return text
