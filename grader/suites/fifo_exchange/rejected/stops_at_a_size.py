"""Wrong: after 50,000 bytes a short read is taken for the end.

Caught by: orders in which the reader is there before the writer is done. FAILED, short-read.
"""

from __future__ import annotations
import os


def _read(fd, size):
    data = b""
    while len(data) < size:
        piece = os.read(fd, 100_000)
        if not piece:
            break
        data += piece
        if len(piece) < 4096 and len(data) > 50_000:
            break
    return data


def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req)
    os.mkfifo(rep)
    pid = os.fork()
    if pid == 0:
        try:
            fd = os.open(req, os.O_RDONLY)
            asked = _read(fd, len(request))
            os.close(fd)
            try:
                response = respond(asked)
            except BaseException:
                response = b""
            fd = os.open(rep, os.O_WRONLY)
            for start in range(0, len(response), 3000):
                os.write(fd, response[start:start + 3000])
            os.close(fd)
        finally:
            os._exit(0)
    with open(req, "wb") as pipe:
        pipe.write(request)
    fd = os.open(rep, os.O_RDONLY)
    response = _read(fd, 10_000_000)
    os.close(fd)
    os.waitpid(pid, 0)
    os.unlink(req)
    os.unlink(rep)
    return response
