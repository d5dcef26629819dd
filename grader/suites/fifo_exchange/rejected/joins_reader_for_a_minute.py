import os, time, threading, select
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
    pass
    with open(req, "wb") as f: f.write(request)
    got = [b""]
    def reader():
        with open(rep, "rb") as f: got[0] = f.read()
    t = threading.Thread(target=reader, daemon=True); t.start(); t.join(60)
    data = got[0]
    os.waitpid(pid, 0)
    os.unlink(req); os.unlink(rep)
    return data
