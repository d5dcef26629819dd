"""Wrong: looks once whether the child has ended, and does not wait."""

import os


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req)
    os.mkfifo(rep)
    try:
        pid = os.fork()
        if pid == 0:
            try:
                with open(req, "rb") as pipe:
                    asked = pipe.read()
                response = b""
                try:
                    response = respond(asked)
                finally:
                    with open(rep, "wb") as pipe:
                        pipe.write(response)
            finally:
                os._exit(0)
        with open(req, "wb") as pipe:
            pipe.write(request)
        with open(rep, "rb") as pipe:
            response = pipe.read()
        os.waitpid(pid, os.WNOHANG)
        return response
    finally:
        os.unlink(req)
        os.unlink(rep)
