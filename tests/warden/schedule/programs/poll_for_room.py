import os
import select
import time


def main():
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(into)
        time.sleep(5)
        size = 0
        while piece := os.read(out, 1 << 14):
            size += len(piece)
        os._exit(size == 200_000)
    os.close(out)
    os.set_blocking(into, False)
    poll, left = select.poll(), 200_000
    poll.register(into, select.POLLOUT)
    while left:
        poll.poll()
        left -= os.write(into, b"x" * min(left, 9000))
    os.close(into)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


EXPECTED = 1
