"""Wrong: sleeps until the child has opened the pipe, and opens it without waiting."""

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
                data = file.read()
            try:
                answer = respond(data)
            except BaseException:
                answer = b""
            with open(rep, "wb") as file:
                file.write(answer)
        finally:
            os._exit(0)
    time.sleep(0.2)
    try:
        fd = os.open(req, os.O_WRONLY | os.O_NONBLOCK)
        os.set_blocking(fd, True)
        with open(fd, "wb") as file:
            file.write(request)
        with open(rep, "rb") as file:
            return file.read()
    finally:
        os.waitpid(pid, 0)
        os.unlink(req)
        os.unlink(rep)
