"""A thread writes while the caller reads; mknod."""

import os
import stat
import threading


def fifo_exchange(path, request, respond):
    for ending in (".req", ".rep"):
        os.mknod(path + ending, stat.S_IFIFO | 0o600)
    pid = os.fork()
    if not pid:
        code = 1
        try:
            with open(path + ".req", "rb", buffering=0) as pipe:
                asked = pipe.readall()
            with open(path + ".rep", "wb") as pipe:
                try:
                    pipe.write(respond(asked))
                except BaseException:
                    pass
            code = 0
        finally:
            os._exit(code)

    def write():
        with open(path + ".req", "wb") as pipe:
            pipe.write(request)

    thread = threading.Thread(target=write)
    thread.start()
    with open(path + ".rep", "rb") as pipe:
        response = pipe.read()
    thread.join()
    while os.waitpid(pid, os.WNOHANG)[0] == 0:
        pass
    os.remove(path + ".req")
    os.remove(path + ".rep")
    return response
