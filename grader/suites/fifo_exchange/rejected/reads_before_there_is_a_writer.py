"""Wrong: before there is a writer, a read gives nothing."""

import os
import time


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req)
    os.mkfifo(rep)
    pid = os.fork()
    if pid == 0:
        try:
            with open(req, "rb") as file:
                asked = file.read()
            try:
                told = respond(asked)
            except BaseException:
                told = b""
            with open(rep, "wb") as file:
                file.write(told)
        finally:
            os._exit(0)
    with open(req, "wb") as file:
        file.write(request)
    fd = os.open(rep, os.O_RDONLY | os.O_NONBLOCK)
    data = b""
    while True:
        try:
            part = os.read(fd, 65536)
        except BlockingIOError:
            time.sleep(0.01)
            continue
        if not part:
            break
        data += part
    os.close(fd)
    os.waitpid(pid, 0)
    os.unlink(req)
    os.unlink(rep)
    return data
