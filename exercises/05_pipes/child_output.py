"""What a child writes, and how it ends.

A pipe is a one-way channel of bytes with a read end and a write end. Its reader
comes to the end of file when the last open write end is closed, in whatever
process that one is.
"""

from __future__ import annotations

from collections.abc import Callable


def child_output(produce: Callable[[int], None]) -> tuple[bytes, int]:
    """Run `produce` in a child that writes into a pipe; return the bytes and the exit code.

    Make a pipe with `os.pipe`. In a child process, call `produce(write_fd)`
    once, with the pipe's write end; it writes with `os.write`. Read everything
    that is written until the end of file, and wait for the child's end. Return

        (all bytes, exit code of the child)

    where the exit code is

        0    produce returned
        n    it called sys.exit(n), n from 0 to 255
        1    it raised any other exception

    It may write nothing, or a megabyte: a pipe holds 64 KiB, and who writes to
    a full pipe waits until somebody reads. It may take its time between two
    writes: one read gives what is there, not what will come. It may close the
    write end itself and go on for a while before it ends: the end of file is
    not the end of the process.

    `produce` is a picklable function at the top level of a module. The start
    method is fork.

    When the function returns, only the caller has come back, the child has
    ended and has been collected, both ends of the pipe are closed, and the
    caller's other children, running or finished, have been left alone.
    """
    raise NotImplementedError
