"""Whose end it is: double forks, and the wrong child waited for."""

import os

from kit import alone, ended, forked, remove, save, text


def helper_ends_first():
    """The status is that of the worker."""

    def body():
        forked(lambda: os._exit(5))
        forked(lambda: os._exit(6))
        codes = [os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(2)]
        return codes == [5, 6]

    return alone(body)


def grandchild_has_not_written():
    """The grandchild's pid is in the file."""
    remove("pid")

    def leave():
        if os.fork() == 0:
            save("pid", str(os.getpid()))
            os._exit(0)

    ended(forked(leave))
    try:
        found = text("pid") if os.path.exists("pid") else ""
    finally:
        while not os.path.exists("pid") or not text("pid"):
            os.sched_yield()
        remove("pid")
    return found != ""


def wrong_child():
    """The first byte is that of the first child that has ended."""

    def body():
        out, into = os.pipe()
        for number in (1, 2):
            if os.fork() == 0:
                os.write(into, bytes([number]))
                os._exit(number)
        first = os.waitstatus_to_exitcode(os.wait()[1])
        byte = os.read(out, 1)[0]
        os.wait()
        os.close(out)
        os.close(into)
        return first == byte

    return alone(body)
