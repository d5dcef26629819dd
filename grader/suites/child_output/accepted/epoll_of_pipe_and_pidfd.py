"""Reads with epoll until the end of file, and waits for a pidfd beside it."""

from __future__ import annotations
import os
import select
import sys


def child_output(produce):
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(out)
            produce(into)
            code = 0
        except SystemExit as leaving:
            code = 0 if leaving.code is None else leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)
    os.close(into)
    ended = os.pidfd_open(pid)
    data = []
    with select.epoll() as poll:
        poll.register(out, select.EPOLLIN)
        poll.register(ended, select.EPOLLIN)
        open_ones = {out, ended}
        while open_ones:
            for fd, _ in poll.poll():
                if fd == ended:
                    poll.unregister(ended)
                    open_ones.discard(ended)
                elif piece := os.read(out, 1000):
                    data.append(piece)
                else:
                    poll.unregister(out)
                    open_ones.discard(out)
    os.close(out)
    os.close(ended)
    return b"".join(data), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
