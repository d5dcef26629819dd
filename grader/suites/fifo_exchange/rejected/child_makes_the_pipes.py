"""Wrong: the child makes the pipes, and the caller sleeps meanwhile."""

import os
import time


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    pid = os.fork()
    if pid == 0:
        try:
            os.mkfifo(req)
            os.mkfifo(rep)
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
        with open(req, "wb") as file:
            file.write(request)
        with open(rep, "rb") as file:
            return file.read()
    finally:
        os.waitpid(pid, 0)
        os.unlink(req)
        os.unlink(rep)
