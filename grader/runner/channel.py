"""The runner's end of its channel to the warden."""

from __future__ import annotations

import os
import socket
from typing import Any

from grader import wire


class Channel:
    """Whole messages over a SEQPACKET socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def send(self, message: object) -> None:
        """Send one message, in as many datagrams as it takes."""
        for part in wire.chunks(wire.dumps(message)):
            self._socket.send(part)

    def receive(self) -> Any:
        """Wait for one message. Ends the process when the warden has closed its end."""
        assembler = wire.Assembler(1 << 26)
        while True:
            part = self._socket.recv(wire.CHUNK + 1)
            if not part:
                os._exit(72)
            whole = assembler.feed(part)
            if whole is not None:
                return wire.loads(whole)

    def wait(self) -> bytes:
        """Wait for the warden's word, or until it ends this process."""
        word = self._socket.recv(wire.CHUNK + 1)
        if not word:
            os._exit(72)
        return word

    def ask(self, message: object) -> bytes:
        """Send one message and wait for the warden's word."""
        self.send(message)
        return self.wait()
