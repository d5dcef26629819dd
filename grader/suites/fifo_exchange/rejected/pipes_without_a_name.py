"""Wrong: os.pipe in the place of named pipes."""

import os


def fifo_exchange(path, request, respond):
    asked_out, asked_in = os.pipe()
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(asked_in)
        try:
            with open(asked_out, "rb") as pipe:
                asked = pipe.read()
            try:
                response = respond(asked)
            except BaseException:
                response = b""
            with open(into, "wb") as pipe:
                pipe.write(response)
        finally:
            os._exit(0)
    os.close(asked_out)
    os.close(into)
    with open(asked_in, "wb") as pipe:
        pipe.write(request)
    with open(out, "rb") as pipe:
        response = pipe.read()
    os.waitpid(pid, 0)
    return response
