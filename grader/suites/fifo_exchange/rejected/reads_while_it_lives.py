"""Wrong: reads the response without blocking until the child has ended."""

import os
import time
from multiprocessing import Process


def _serve(req, rep, respond):
    with open(req, "rb") as file:
        data = file.read()
    answer = b""
    try:
        answer = respond(data)
    finally:
        with open(rep, "wb") as file:
            file.write(answer)


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req)
    os.mkfifo(rep)
    child = Process(target=_serve, args=(req, rep, respond))
    child.start()
    reply = b""
    with open(req, "wb") as file:
        file.write(request)
    fd = os.open(rep, os.O_RDONLY | os.O_NONBLOCK)
    while child.is_alive():
        try:
            reply += os.read(fd, 65536)
        except BlockingIOError:
            pass
        time.sleep(0.001)
    os.close(fd)
    child.join()
    os.unlink(req)
    os.unlink(rep)
    return reply
