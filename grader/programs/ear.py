"""Signals as a descriptor: who waits for events and is told of signals never runs a handler.

Theory of operation
-------------------
All signals that a terminal, a shell or another program may send are blocked here and read from a signalfd,
each with its sender. What a terminal sends (Ctrl-C, Ctrl-Z) goes to the whole group, so the program has it
already. What somebody sends to us alone is meant for the program, and is passed on.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import struct
from collections.abc import Iterable
from typing import Final

from grader.warden.trace import procfs

#: What is heard; SIGCHLD comes with every event of a traced process.
HEARD: Final = frozenset(
    {
        signal.SIGCHLD, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP,
        signal.SIGTTIN, signal.SIGTTOU, signal.SIGCONT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH,
        signal.SIGALRM, signal.SIGPIPE,
    }
)  # fmt: skip
#: What is passed on to the program, where it was sent to us.
PASSED_ON: Final = frozenset(
    {
        signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGCONT, signal.SIGTSTP,
        signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH, signal.SIGALRM,
    }
)  # fmt: skip
CLOEXEC_NONBLOCK: Final = os.O_CLOEXEC | os.O_NONBLOCK
INFO: Final = struct.Struct("=IiiI112x")
#: SI_USER, SI_TKILL and SI_QUEUE.
SENT_BY_PROCESSES: Final = frozenset({0, -6, -1})


class Ear:
    """Hears signals and readable descriptors at once."""

    def __init__(self) -> None:
        self.before = frozenset(signal.pthread_sigmask(signal.SIG_BLOCK, HEARD))
        """The signals that were blocked before."""
        mask = (ctypes.c_ulong * 16)()
        mask[0] = procfs.mask_of(HEARD)
        libc = ctypes.CDLL(None, use_errno=True)
        self.fd: int = libc.signalfd(-1, ctypes.byref(mask), CLOEXEC_NONBLOCK)
        if self.fd < 0:
            raise OSError(ctypes.get_errno(), "signalfd")

    def wait(self, seconds: float, fds: Iterable[int] = ()) -> list[int]:
        """Wait for a signal or for a descriptor to become readable; return those that are."""
        poll = select.poll()
        for fd in (self.fd, *fds):
            poll.register(fd, select.POLLIN)
        return [fd for fd, _ in poll.poll(max(0.0, seconds) * 1000) if fd != self.fd]

    def heard(self) -> list[tuple[int, int]]:
        """Signals that another process has sent since, and who: those to be passed on."""
        try:
            data = os.read(self.fd, len(HEARD) * INFO.size)  # the rest is read the next time
        except BlockingIOError:
            return []
        return [
            (number, sender)
            for number, _, code, sender in INFO.iter_unpack(data)
            if number in PASSED_ON and code in SENT_BY_PROCESSES
        ]

    def close(self) -> None:
        """Be as before."""
        os.close(self.fd)
        signal.pthread_sigmask(signal.SIG_SETMASK, self.before)
