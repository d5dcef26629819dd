"""One call, two returns.

`os.fork` makes a second process, a copy of the one that called it. The call
returns once in each of the two, with a different value, and both go on from
there. This exercise makes the two values visible.
"""

from __future__ import annotations

# BEGIN SOLUTION
import os

# END SOLUTION


def fork_report(fd: int) -> int:
    """Fork once and let both processes report to a descriptor what they saw.

    Call `os.fork` exactly once. After it, two processes run this function: the
    one that called it (the parent) and the new one (the child).

    The child writes one line to the descriptor `fd` and ends:

        child <what fork returned to it> <its own pid> <its parent's pid>

    The parent waits until that child has ended, then writes one line to `fd`
    itself:

        parent <what fork returned to it> <its own pid>

    and returns the child's pid. Each line is written by the process that it
    names, and by no other. Numbers are decimal, separated by one space;
    each line ends with a newline. Nothing else is written to `fd`. Example,
    for a parent with pid 100 and a child with pid 101:

        child 0 101 100
        parent 101 100

    `fd` is open for writing: a pipe, a file, a terminal.

    When the function returns:

    - only the parent has come back to the caller, and the child is gone for
      good: it has ended, and its parent has collected it. Neither happens by
      itself;
    - the child's line is in `fd` completely, before the parent's line;
    - other children that the caller may have, running or finished, have been
      left alone.
    """
    # BEGIN SOLUTION
    pid = os.fork()
    if pid == 0:
        # Only the child is here, and it never leaves this block.
        try:
            os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        finally:
            os._exit(0)
    # Only the parent is here. Naming the pid leaves all other children alone.
    os.waitpid(pid, 0)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
    # END SOLUTION
