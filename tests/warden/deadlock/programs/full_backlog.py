"""The kernel tries to connect again after a second: until then everybody waits without a time limit."""

import os
import socket


def go():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(0)
    address = server.getsockname()
    first = socket.create_connection(address)
    pid = os.fork()
    if pid == 0:
        late = socket.socket()
        late.connect(address)
        late.sendall(b"ended")
        os._exit(0)
    import time
    time.sleep(0.3)
    line, _ = server.accept()
    second, _ = server.accept()
    text = second.recv(10).decode()
    for one in (server, first, line, second):
        one.close()
    os.waitpid(pid, 0)
    return text
