"""Wrong: the child does not open the response if it is empty; that the caller opens early is right."""
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
            if told:
                with open(rep, "wb") as file:
                    file.write(told)
        finally:
            os._exit(0)
    while True:
        try:
            fd = os.open(req, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError:
            time.sleep(0.01)
    os.set_blocking(fd, True)
    with open(fd, "wb") as file:
        file.write(request)
    with open(rep, "rb") as file:
        data = file.read()
    os.waitpid(pid, 0)
    os.unlink(req)
    os.unlink(rep)
    return data
