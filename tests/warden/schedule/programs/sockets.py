import os
import socket


def main():
    here, there = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        here.close()
        while data := there.recv(100):
            there.sendall(data.upper())
        os._exit(0)
    there.close()
    got = []
    for word in (b"one", b"two", b"three"):
        here.sendall(word)
        got.append(here.recv(100).decode())
    here.shutdown(socket.SHUT_WR)
    end = here.recv(1)
    here.close()
    return [*got, end.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])]


EXPECTED = ["ONE", "TWO", "THREE", "", 0]
