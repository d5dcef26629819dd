import os
import select


def main():
    epoll, got, pids = select.epoll(), {}, []
    for number in range(3):
        out, into = os.pipe()
        pids.append(os.fork())
        if pids[-1] == 0:
            for _ in range(3):
                os.write(into, bytes([65 + number]))
            os._exit(0)
        os.close(into)
        epoll.register(out, select.EPOLLIN)
        got[out] = b""
    left = set(got)
    while left:
        for fd, _ in epoll.poll():
            piece = os.read(fd, 2)
            got[fd] += piece
            if not piece:
                epoll.unregister(fd)
                os.close(fd)
                left.discard(fd)
    epoll.close()
    for pid in pids:
        os.waitpid(pid, 0)
    return sorted(text.decode() for text in got.values())


EXPECTED = ["AAA", "BBB", "CCC"]
