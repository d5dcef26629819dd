import os
import select


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req)
    os.mkfifo(rep)
    out = os.open(rep, os.O_RDONLY | os.O_NONBLOCK)
    pid = os.fork()
    if pid == 0:
        try:
            os.close(out)
            with open(req, "rb") as file:
                asked = file.read()
            try:
                told = respond(asked)
            except BaseException:
                told = b""
            fd = os.open(rep, os.O_RDWR)
            while told:
                told = told[os.write(fd, told):]
            os.close(fd)
        finally:
            os._exit(0)
    with open(req, "wb") as file:
        file.write(request)
    ended = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(out, select.POLLIN)
    poll.register(ended, select.POLLIN)
    parts, over = [], False
    while not over:
        found = dict(poll.poll())
        over = ended in found
        while True:
            try:
                part = os.read(out, 65536)
            except BlockingIOError:
                break
            if not part:
                break
            parts.append(part)
    os.close(ended)
    os.close(out)
    os.waitpid(pid, 0)
    os.remove(req)
    os.remove(rep)
    return b"".join(parts)
