import os


def main():
    out, into = os.pipe()
    pids = []
    for name in b"abc":
        pid = os.fork()
        if pid == 0:
            for _ in range(3):
                os.write(into, bytes([name]) * 1000)
            os._exit(0)
        pids.append(pid)
    os.close(into)
    with open(out, "rb") as pipe:
        data = pipe.read()
    for pid in pids:
        os.waitpid(pid, 0)
    pieces = [data[begin : begin + 1000] for begin in range(0, 9000, 1000)]
    return [len(data), all(len(set(piece)) == 1 for piece in pieces)]


EXPECTED = [9000, True]
