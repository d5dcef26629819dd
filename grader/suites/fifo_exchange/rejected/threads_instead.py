"""Wrong: a thread in the place of the child."""

import os
import threading


def serve(path, respond):
    with open(path + ".req", "rb") as pipe:
        asked = pipe.read()
    try:
        response = respond(asked)
    except BaseException:
        response = b""
    with open(path + ".rep", "wb") as pipe:
        pipe.write(response)


def fifo_exchange(path, request, respond):
    os.mkfifo(path + ".req")
    os.mkfifo(path + ".rep")
    thread = threading.Thread(target=serve, args=(path, respond))
    thread.start()
    with open(path + ".req", "wb") as pipe:
        pipe.write(request)
    with open(path + ".rep", "rb") as pipe:
        response = pipe.read()
    thread.join()
    os.unlink(path + ".req")
    os.unlink(path + ".rep")
    return response
