import asyncio
import os


async def copied(out):
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(out, "rb"))
    return (await asyncio.wait_for(reader.read(), 1000)).decode()


async def both(outs):
    return await asyncio.gather(*map(copied, outs))


def main():
    outs, pids = [], []
    for word in (b"one", b"two"):
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(into, word)
            os._exit(0)
        os.close(into)
        outs.append(out)
        pids.append(pid)
    found = asyncio.run(both(outs))
    for pid in pids:
        os.waitpid(pid, 0)
    return found


EXPECTED = ["one", "two"]
