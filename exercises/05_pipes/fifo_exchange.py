"""A question and an answer through named pipes.

A named pipe (FIFO) is a pipe with a path: processes that share nothing but the
path can meet there. Opening one end waits until somebody opens the other.
"""

from __future__ import annotations

from collections.abc import Callable


def fifo_exchange(path: str, request: bytes, respond: Callable[[bytes], bytes]) -> bytes:
    """Send a request to a child through one named pipe; get its response through another.

    Make two named pipes with `os.mkfifo`, `path + ".req"` and `path + ".rep"`.
    The caller writes `request` into the first. A child process reads it until
    the end of file, calls `respond(request)` once, and writes what that returns
    into the second, which the caller reads until the end of file. Return what
    was read. The bytes travel through these two pipes, and through no other.

    Both may be of any size: empty, or more than a pipe holds (64 KiB). If
    `respond` raises an exception, of whatever kind, the response is `b""`.

    `open` of a named pipe waits until its other end is opened too: if two
    processes open two pipes in opposite orders, both wait for ever. A reader
    sees the end of file when nobody has the write end open any more.

    `respond` is a picklable function at the top level of a module. The start
    method is fork.

    When the function returns, only the caller has come back, the child has
    ended and has been collected, nothing is left at the two paths, no end of
    them is open, and the caller's other children have been left alone.
    """
    raise NotImplementedError
