"""Wrong: the child opens the second pipe first."""

import os


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req)
    os.mkfifo(rep)
    pid = os.fork()
    if pid == 0:
        try:
            with open(rep, "wb") as answer, open(req, "rb") as question:
                try:
                    answer.write(respond(question.read()))
                except BaseException:
                    pass
        finally:
            os._exit(0)
    with open(req, "wb") as pipe:
        pipe.write(request)
    with open(rep, "rb") as pipe:
        response = pipe.read()
    os.waitpid(pid, 0)
    os.unlink(req)
    os.unlink(rep)
    return response
