"""One file, two processes.

A forked child has a copy of everything in the parent's memory, also of text that
waits in a file object's buffer to be written. What is not written before the
fork may be written twice after it, or never.
"""

from __future__ import annotations

# BEGIN SOLUTION
import os

# END SOLUTION


def log_lineage(path: str) -> int:
    """Write down in a file who was there before, in and after a fork.

    Create the file `path`, or make it empty if it is there. Fork once with
    `os.fork`. In the end the file holds exactly these three lines, in this
    order, and nothing else:

        before <pid of the parent>    written by the parent, before the fork
        child <pid of the child>      written by the child
        after <pid of the parent>     written by the parent, after the child
                                      has ended

    The parent is the process that called this function. Numbers are decimal,
    after one space. Return the child's pid.

    The text may be written in any way: with `os.write`, with file objects that
    are inherited, with files opened anew. Mind that `os._exit`, which ends a
    child without going back to the caller, writes nothing that still stands in
    a buffer, and that opening a file with mode "w" empties it.

    When the function returns, only the parent has come back, the child has
    ended and has been collected, the lines are in the file, and the file is
    closed again. Other children that the caller may have, running or finished,
    have been left alone.
    """
    # BEGIN SOLUTION
    # "with" closes the file, and closing writes what is still in the buffer: before the fork.
    with open(path, "w", encoding="ascii") as file:
        print("before", os.getpid(), file=file)
    pid = os.fork()
    if pid == 0:
        try:
            with open(path, "a", encoding="ascii") as file:
                print("child", os.getpid(), file=file)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    with open(path, "a", encoding="ascii") as file:
        print("after", os.getpid(), file=file)
    return pid
    # END SOLUTION
