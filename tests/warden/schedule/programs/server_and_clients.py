import os
import socket


def main():
    server = socket.socket(socket.AF_UNIX)
    server.bind("server")
    server.listen(3)
    pids = []
    for number in range(3):
        pid = os.fork()
        if pid == 0:
            client = socket.socket(socket.AF_UNIX)
            client.connect("server")
            client.sendall(bytes([number]))
            os._exit(client.recv(1)[0])
        pids.append(pid)
    for _ in pids:
        connection, _ = server.accept()
        connection.sendall(bytes([connection.recv(1)[0] + 10]))
        connection.close()
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    server.close()
    os.unlink("server")
    return codes


EXPECTED = [10, 11, 12]
