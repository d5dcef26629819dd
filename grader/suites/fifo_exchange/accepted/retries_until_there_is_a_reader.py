import os, time, errno
def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req); os.mkfifo(rep)
    pid = os.fork()
    if pid == 0:
        try:
            with open(req, "rb") as f: asked = f.read()
            try: response = respond(asked)
            except BaseException: response = b""
            with open(rep, "wb") as f: f.write(response)
        finally: os._exit(0)
    while True:
        try:
            fd = os.open(req, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError as e:
            if e.errno != errno.ENXIO: raise
            time.sleep(0.001)
    os.set_blocking(fd, True)
    with open(fd, "wb") as f: f.write(request)
    with open(rep, "rb") as f: data = f.read()
    os.waitpid(pid, 0)
    os.unlink(req); os.unlink(rep)
    return data
