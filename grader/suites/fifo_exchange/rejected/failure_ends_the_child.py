"""Wrong: a child whose respond fails opens no pipe any more."""

import os


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req)
    os.mkfifo(rep)
    pid = os.fork()
    if pid == 0:
        try:
            with open(req, "rb") as pipe:
                response = respond(pipe.read())
            with open(rep, "wb") as pipe:
                pipe.write(response)
        finally:
            os._exit(1)
    with open(req, "wb") as pipe:
        pipe.write(request)
    with open(rep, "rb") as pipe:
        response = pipe.read()
    os.waitpid(pid, 0)
    os.unlink(req)
    os.unlink(rep)
    return response
