import multiprocessing as mp
import os


def put(items):
    items.put("x" * 1_000_000)


def main():
    items = mp.Queue()
    process = mp.Process(target=put, args=(items,))
    process.start()
    first = len(items.get())
    process.join()
    items.close()
    out, into = mp.Pipe()
    pid = os.fork()
    if pid == 0:
        into.send(b"y" * 500_000)
        os._exit(0)
    second = len(out.recv())
    os.waitpid(pid, 0)
    out.close()
    into.close()
    return [first, second]


EXPECTED = [1_000_000, 500_000]
METHODS = ("fork", "spawn")
