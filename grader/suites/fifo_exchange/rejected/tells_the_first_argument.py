"""Wrong: tells why respond failed, and an exception without a text has no first argument."""

import os
import sys


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
            except BaseException as error:
                print(error.args[0], file=sys.stderr)
                response = b""
            with open(rep, "wb") as pipe:
                pipe.write(response)
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
