"""Wrong: takes five seconds without a byte for the end."""

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
    import select
    with open(req, "wb") as file:
        file.write(request)
    fd = os.open(rep, os.O_RDONLY | os.O_NONBLOCK)
    data = b""
    while select.select([fd], [], [], 5.0)[0]:
        part = os.read(fd, 65536)
        if not part:
            break
        data += part
    os.close(fd)
    os.waitpid(pid, 0)
    os.unlink(req)
    os.unlink(rep)
    return data
