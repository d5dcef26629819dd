"""The child ends by SIGKILL instead of an exit code: the contract asks only that it ends."""

from __future__ import annotations

import os
import signal


class Fork:
    """The result of one fork, as a context manager whose body both processes run."""

    def __enter__(self) -> Fork:
        self.result = os.fork()
        return self

    def __exit__(self, *error: object) -> None:
        if self.result == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        os.wait4(self.result, 0)


def fork_report(fd: int) -> int:
    with Fork() as fork:
        if fork.result == 0:
            os.write(fd, f"child 0 {os.getpid()} {os.getppid()}\n".encode())
    os.write(fd, f"parent {fork.result} {os.getpid()}\n".encode())
    return fork.result
