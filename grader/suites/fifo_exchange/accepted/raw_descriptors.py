"""Os.open and os.read in loops; unlinks as soon as both ends are open."""

import os


def read_all(fd):
    parts = []
    while part := os.read(fd, 65536):
        parts.append(part)
    os.close(fd)
    return b"".join(parts)


def write_all(fd, data):
    while data:
        data = data[os.write(fd, data) :]
    os.close(fd)


def fifo_exchange(path, request, respond):
    os.mkfifo(path + ".req", 0o600)
    os.mkfifo(path + ".rep", 0o600)
    pid = os.fork()
    if pid == 0:
        asked = read_all(os.open(path + ".req", os.O_RDONLY))
        try:
            response = bytes(respond(asked))
        except BaseException:
            response = b""
        write_all(os.open(path + ".rep", os.O_WRONLY), response)
        os._exit(0)
    question = os.open(path + ".req", os.O_WRONLY)
    os.unlink(path + ".req")
    write_all(question, request)
    answer = os.open(path + ".rep", os.O_RDONLY)
    os.unlink(path + ".rep")
    response = read_all(answer)
    os.waitid(os.P_PID, pid, os.WEXITED)
    return response
