import asyncio, os
async def _read(fd):
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    file = os.fdopen(fd, "rb", 0)
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    data = await reader.read()
    transport.close()
    return data
def fifo_exchange(path, request, respond):
    req, rep = path + ".req", path + ".rep"
    os.mkfifo(req); os.mkfifo(rep)
    pid = os.fork()
    if pid == 0:
        try:
            with open(req, "rb") as f: asked = f.read()
            with open(rep, "wb") as f:
                try: f.write(respond(asked))
                except BaseException: pass
        finally:
            os._exit(0)
    with open(req, "wb") as f: f.write(request)
    fd = os.open(rep, os.O_RDONLY)
    os.set_blocking(fd, False)
    data = asyncio.run(_read(fd))
    os.waitpid(pid, 0)
    os.unlink(req); os.unlink(rep)
    return data
