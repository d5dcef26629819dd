"""Wrong: decodes each piece of the response."""

import os


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
    text = ""
    with open(rep, "rb") as file:
        while piece := file.read(4096):
            text += piece.decode()
    os.waitpid(pid, 0)
    os.unlink(req)
    os.unlink(rep)
    return text.encode()
