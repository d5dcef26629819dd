"""Wrong: nothing has been flushed when the child ends."""

import os


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req)
    os.mkfifo(rep)
    pid = os.fork()
    if pid == 0:
        try:
            question = open(req, "rb")
            answer = open(rep, "wb")
            answer.write(respond(question.read()))
        finally:
            os._exit(0)
    with open(req, "wb") as file, open(rep, "rb") as reply:
        file.write(request)
        file.close()
        data = reply.read()
    os.waitpid(pid, 0)
    os.unlink(req)
    os.unlink(rep)
    return data
