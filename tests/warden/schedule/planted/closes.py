"""Order of close: ends of files, of pipes and of sockets."""

import os

from kit import ended, forked, remove


def reader_leaves_early():
    """The writer ends well."""
    out, into = os.pipe()

    def write():
        os.close(out)
        for _ in range(2):
            os.write(into, b"x")

    def read():
        os.read(out, 1)

    pids = forked(write, read)
    os.close(out)
    os.close(into)
    return ended(pids) == [0, 0]


def writers_come_and_go():
    """Both lines come."""
    os.mkfifo("fifo")

    def write(line):
        with open("fifo", "w") as fifo:
            fifo.write(line)

    pids = forked(lambda: write("a"), lambda: write("b"))
    with open("fifo") as fifo:
        got = fifo.read()
    late = os.open("fifo", os.O_RDONLY | os.O_NONBLOCK)
    codes = ended(pids)
    os.close(late)
    remove("fifo")
    return sorted(got) == ["a", "b"] and codes == [0, 0]
