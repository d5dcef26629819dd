"""Writes and reads that are not whole."""

import multiprocessing as mp
import os

from kit import cells, ended, forked


def two_send_on_one_connection():
    """Messages come in one piece."""
    out, into = mp.Pipe(duplex=False)
    pids = forked(lambda: into.send_bytes(b"a" * 40_000), lambda: into.send_bytes(b"b" * 40_000))
    into.close()
    try:
        got = sorted(out.recv_bytes() for _ in pids)
    except (OSError, EOFError):
        got = []
    out.close()
    ended(pids)
    return got == [b"a" * 40_000, b"b" * 40_000]


def one_read_for_a_message():
    """The message is whole."""
    out, into = os.pipe()

    def write():
        for piece in (b"hel", b"lo"):
            os.write(into, piece)

    pids = forked(write)
    found = os.read(out, 100)
    ended(pids)
    os.close(out)
    os.close(into)
    return found == b"hello"


def two_read_from_one_pipe():
    """Each reader gets a whole message."""
    out, into = os.pipe()
    for _ in range(2):
        os.write(into, b"\x03abc")
    os.close(into)

    def read():
        (size,) = os.read(out, 1)
        if os.read(out, size) != b"abc":
            raise ValueError("not a message")

    pids = forked(read, read)
    os.close(out)
    return ended(pids) == [0, 0]


def offset_of_an_inherited_file():
    """Each record is where it belongs."""
    fd = os.open("records", os.O_CREAT | os.O_RDWR)

    def write(number):
        os.lseek(fd, number * 2, os.SEEK_SET)
        os.sched_yield()
        os.write(fd, b"%d\n" % number)

    pids = forked(lambda: write(0), lambda: write(1))
    ended(pids)
    found = os.pread(fd, 10, 0)
    os.close(fd)
    os.unlink("records")
    return found == b"0\n1\n"


def header_before_the_body():
    """A record that is marked as ready is whole."""
    record, found = cells(2), cells()

    def write():
        record[0] = 1
        record[1] = 7

    def read():
        found[0] = record[0] == 0 or record[1] == 7

    ended(forked(write, read))
    return found[0] == 1
