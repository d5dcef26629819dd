"""Wrong: reads a mebibyte of the response at most, and takes that for everything."""

import os


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req)
    os.mkfifo(rep)
    pid = os.fork()
    if pid == 0:
        try:
            with open(req, "rb") as pipe:
                asked = pipe.read()
            try:
                response = respond(asked)
            except BaseException:
                response = b""
            try:
                with open(rep, "wb") as pipe:
                    pipe.write(response)
            except BrokenPipeError:
                pass
        finally:
            os._exit(0)
    with open(req, "wb") as pipe:
        pipe.write(request)
    with open(rep, "rb") as pipe:
        response = pipe.read(1 << 20)
    os.waitpid(pid, 0)
    os.unlink(req)
    os.unlink(rep)
    return response
