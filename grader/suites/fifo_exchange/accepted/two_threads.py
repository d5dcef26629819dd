import os, threading
def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req); os.mkfifo(rep)
    pid = os.fork()
    if pid == 0:
        try:
            with open(rep, "wb") as out, open(req, "rb") as f:
                asked = f.read()
                try: out.write(respond(asked))
                except BaseException: pass
        finally: os._exit(0)
    got = []
    def write():
        with open(req, "wb") as f: f.write(request)
    def read():
        with open(rep, "rb") as f: got.append(f.read())
    ts = [threading.Thread(target=t) for t in (write, read)]
    for t in ts: t.start()
    for t in ts: t.join()
    os.waitpid(pid, 0)
    os.unlink(req); os.unlink(rep)
    return got[0]
