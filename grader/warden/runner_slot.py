"""A runner that waits for its request: its channel, its output pipes, and its process.

The next slot is laid while the judge thinks about the last answer, so that a request finds its
runner forked and waiting.
"""

from __future__ import annotations

import contextlib
import os
import socket

import msgspec

from grader.runner.protocol import GO
from grader.runner.request import CHANNEL_FD
from grader.warden.datagrams import hear
from grader.warden.protocol import Ask
from grader.warden.running_box import RunningBox
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced
from grader.wire import chunks, dumps

#: How much is read of one source before the others get their turn.
READS = 64


class RunnerSlot:
    """Descriptors of one runner. ``close`` it when the request is over."""

    def __init__(self, box: RunningBox) -> None:
        self.box = box
        self.runner: Traced | None = None
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        hear(self.channel)
        self._outgoing: list[bytes] = []
        self._asked = ""
        self.streams: dict[int, str] = {}
        ends = [theirs.fileno()]
        for stream in ("stdout", "stderr"):
            out, into = os.pipe()
            os.set_blocking(out, False)
            self.streams[out] = stream
            ends.append(into)
        with theirs:
            box.start(ends)
        for fd in ends[1:]:
            os.close(fd)

    def targets(self, runner: int) -> frozenset[str]:
        """What the descriptors lead to that the warden itself serves, as /proc names them."""
        own = {procfs.link(f"/proc/self/fd/{fd}") for fd in self.streams}
        return frozenset(own | {procfs.link(f"/proc/{runner}/fd/{CHANNEL_FD}")} - {""})

    def ask(self, ask: Ask) -> None:
        """Tell the runner what it will have to do, once: it reads it, and waits for :meth:`go`."""
        if self._asked != ask.id:
            self._asked = ask.id
            self._outgoing += chunks(dumps(msgspec.to_builtins(ask)))
            self.flush()

    def go(self, writes: bool = False) -> None:
        """Let the runner do it; ``writes``: and note who writes what where."""
        self.box.note_writes(writes)
        self._outgoing.append(GO)
        self.flush()

    def flush(self) -> None:
        """Send what is left of it."""
        with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            while self._outgoing:
                self.channel.send(self._outgoing[0])
                del self._outgoing[0]

    def read_output(self) -> list[tuple[str, bytes]]:
        """What was written since the last look, stream by stream."""
        found = []
        for fd, stream in list(self.streams.items()):
            with contextlib.suppress(BlockingIOError):
                for _ in range(READS):
                    data = os.read(fd, 1 << 16)
                    if not data:
                        os.close(fd)
                        del self.streams[fd]
                        break
                    found.append((stream, data))
        return found

    def close(self) -> None:
        """Close our ends."""
        self.channel.close()
        for fd in self.streams:
            os.close(fd)
