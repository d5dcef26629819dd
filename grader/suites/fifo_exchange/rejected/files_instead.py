"""Wrong: writes to files, and waits in between."""

import os


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    with open(req, "wb") as file:
        file.write(request)
    pid = os.fork()
    if pid == 0:
        try:
            with open(req, "rb") as pipe:
                asked = pipe.read()
            try:
                response = respond(asked)
            except BaseException:
                response = b""
            with open(rep, "wb") as pipe:
                pipe.write(response)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    with open(rep, "rb") as file:
        response = file.read()
    os.unlink(req)
    os.unlink(rep)
    return response
