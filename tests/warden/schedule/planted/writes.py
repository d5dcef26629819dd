"""Writes and reads that are not whole."""

import os

from kit import ended, forked, remove, text, together


def _until_the_end(out):
    got = b""
    while piece := os.read(out, 1 << 16):
        got += piece
    os.close(out)
    return got


def longer_than_a_pipe_takes_at_once():
    """Messages come in one piece."""
    out, into = os.pipe()
    pids = forked(lambda: os.write(into, b"a" * 12_000), lambda: os.write(into, b"b" * 12_000))
    os.close(into)
    got = _until_the_end(out)
    ended(pids)
    return got in (b"a" * 12_000 + b"b" * 12_000, b"b" * 12_000 + b"a" * 12_000)


def line_in_two_writes():
    """Lines come in one piece."""
    out, into = os.pipe()

    def write(name):
        os.write(into, name + b" ")
        os.write(into, b"done\n")

    pids = forked(lambda: write(b"a"), lambda: write(b"b"))
    os.close(into)
    got = _until_the_end(out)
    ended(pids)
    return sorted(got.splitlines()) == [b"a done", b"b done"]


def line_in_two_flushes():
    """Lines come in one piece."""
    remove("log")

    def write(name):
        with open("log", "a") as file:
            print(name, end=" ", file=file, flush=True)
            print("done", file=file)

    together(lambda: write("a"), lambda: write("b"))
    found = sorted(text("log").splitlines())
    remove("log")
    return found == ["a done", "b done"]
