"""Waiting for the kernel and for sockets at the same time."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Callable, Iterable


class Poller:
    """Wakes on SIGCHLD (every ptrace event sends one) and on readable descriptors."""

    def __init__(self) -> None:
        self._out, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._second: tuple[int, Callable[[], None]] | None = None

    def listen(self, fd: int, call: Callable[[], None]) -> None:
        """From now on, call this whenever a wait for something else finds ``fd`` ready to read."""
        self._second = (fd, call)

    def ignore(self) -> None:
        """Listen no more."""
        self._second = None

    def wait(self, fds: Iterable[int], seconds: float) -> list[int]:
        """Return the descriptors that are ready to read, at the latest after ``seconds``."""
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        for fd in fds:
            poll.register(fd, select.POLLIN)
        second = self._second
        if second is not None:
            poll.register(second[0], select.POLLIN)
        ready = [fd for fd, _ in poll.poll(seconds * 1000)]
        if second is not None and second[0] in ready:
            ready.remove(second[0])
            second[1]()
        if self._out in ready:
            ready.remove(self._out)
            with contextlib.suppress(BlockingIOError):
                os.read(self._out, 4096)
        return ready
