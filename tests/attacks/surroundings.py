"""The exercise that attacks are made on, and the surroundings that they must not touch."""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
#: What an attack's text may speak of: ``{CANARY}``, ``{OUTSIDE}`` and so on.
NAMES = ("CANARY", "OUTSIDE", "JUDGE", "PORT", "SOCKET", "ABSTRACT", "MARK", "SHARED")


class Surroundings(msgspec.Struct, frozen=True):
    """What an attack is told about the machine of the instructor, so that it need not guess."""

    secret: str
    canary: Path
    outside: Path
    port: int
    socket: Path
    abstract: str
    mark: str
    shared: Path
    """A file of ours in the folder for shared memory."""
    heard: list[bytes]
    """What reached the port or a socket."""
    numbers: Iterator[int] = msgspec.field(default_factory=itertools.count)

    def traces(self) -> list[Path]:
        """Where an attack may have left something on the machine."""
        found = [path for folder in ("/dev/shm", "/tmp") for path in Path(folder).glob(f"{self.mark}*")]
        return sorted(path for path in found if path != self.shared)

    def filled(self, text: str) -> str:
        """The text with every name replaced, its mark by one of its own: attacks are graded side by side."""
        values: dict[str, object] = {
            "CANARY": self.canary,
            "OUTSIDE": self.outside,
            "JUDGE": os.getpid(),
            "PORT": self.port,
            "SOCKET": self.socket,
            "ABSTRACT": self.abstract,
            "SHARED": self.shared,
        }
        if "{MARK}" in text:  # 32 bits, for it is a key of System V as well
            values["MARK"] = f"{self.mark}{next(self.numbers):02x}"
        for name in NAMES:
            text = text.replace(f"{{{name}}}", str(values.get(name)))
        return text


@contextlib.contextmanager
def surround(tmp_path: Path) -> Iterator[Surroundings]:
    """A secret file, a folder, and listeners: nothing but a box keeps a submission from them."""
    secret, mark = secrets.token_hex(16), secrets.token_hex(3)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    outside = tmp_path / "outside"
    outside.mkdir()
    outside.chmod(0o777)
    canary = tmp_path / "canary"
    canary.write_text(secret)
    canary.chmod(0o644)
    shared = Path("/dev/shm", f"{mark}-ours")
    shared.touch(0o600)
    heard: list[bytes] = []
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        packets = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        packets.bind(("127.0.0.1", port.getsockname()[1]))
        path, abstract = (stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(2))
        path.bind(str(tmp_path / "s"))
        (tmp_path / "s").chmod(0o777)
        abstract.bind(f"\0{mark}")
        threads = [threading.Thread(target=_hear, args=(packets, heard))]
        for listener in (port, path, abstract):
            listener.listen()
            threads.append(threading.Thread(target=_answer, args=(listener, heard, secret)))
        for thread in threads:
            thread.start()
        address = port.getsockname()
        try:
            yield Surroundings(secret, canary, outside, address[1], tmp_path / "s", mark, mark, shared, heard)
        finally:
            shared.unlink(missing_ok=True)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", address)
            for listener in (port, path, abstract):
                listener.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()


def _hear(packets: socket.socket, heard: list[bytes]) -> None:
    while data := packets.recv(1000):
        heard.append(data)


def _answer(listener: socket.socket, heard: list[bytes], secret: str) -> None:
    """Tell whoever connects the secret."""
    while True:
        try:
            peer, _ = listener.accept()
        except OSError:
            return
        with peer, contextlib.suppress(OSError):
            heard.append(b"connected")
            peer.settimeout(10)
            peer.sendall(secret.encode())
            heard.append(peer.recv(100))
