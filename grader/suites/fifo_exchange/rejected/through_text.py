"""Wrong: reads the request as text, and makes bytes of it."""

import os
def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req)
    os.mkfifo(rep)
    try:
        pid = os.fork()
        if pid == 0:
            try:
                with open(req, encoding="latin-1") as f:
                    data = f.read().encode("latin-1")
                with open(rep, "wb") as f:
                    f.write(respond(data))
            finally:
                os._exit(0)
        with open(req, "wb") as f:
            f.write(request)
        with open(rep, "rb") as f:
            out = f.read()
        os.waitpid(pid, 0)
        return out
    finally:
        os.unlink(req)
        os.unlink(rep)
