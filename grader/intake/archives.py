"""Archives that students hand in: read by a process of its own, within limits; nothing is unpacked.

See :mod:`grader.intake.unpack` for what that process does. Here it is started, ordered, and ended when it is
late. One bad archive is one sentence, and the next one is read by a new process.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec

from grader.intake import unpack
from grader.intake.unpack import ArchiveMember, Done, UnpackRequest
from grader.limits import MIB
from grader.messages import handed_in
from grader.stream import write_all

#: The largest archive in an archive that is read.
NESTED: Final = 64 * MIB
#: Seconds of CPU time for one archive.
CPU = 10
#: Seconds on the clock, and more for one second of CPU time: on a full machine a process waits for its turn.
LATEST: Final = 120
PATIENCE: Final = 20
_CHUNK: Final = 1 << 20
#: Archives that are not read: there is nothing in the standard library for them.
FOREIGN: Final = (
    ".rar",
    ".7z",
    ".zipx",
    ".tar.zst",
    ".tar.lzma",
    ".gz",
    ".bz2",
    ".xz",
    ".zst",
    ".iso",
    ".lzh",
)


_FRAME: Final[msgspec.msgpack.Decoder[ArchiveMember | Done]] = msgspec.msgpack.Decoder(ArchiveMember | Done)


class Listing(msgspec.Struct, frozen=True):
    """What is in an archive, and what kept it from being read to its end."""

    members: tuple[ArchiveMember, ...]
    fault: str = ""


def stem(name: str) -> str | None:
    """A file's name without an archive's ending, None if it is no archive that is read."""
    end = unpack.ending(name)
    return name[: -len(end)] if end else None


def foreign_stem(name: str) -> str | None:
    """A file's name without the ending of an archive that is not read, None if it is none."""
    end = next((end for end in FOREIGN if name.lower().endswith(end)), None)
    return name[: -len(end)] if end and stem(name) is None else None


class Reader:
    """Reads archives, one after the other, in a process that is started when the first one comes."""

    def __init__(self, cpu: int | None = None) -> None:
        self._cpu = CPU if cpu is None else cpu
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(
        self,
        name: str,
        source: Path | bytes,
        wanted: Sequence[tuple[str, int]],
        factor: int = 1,
    ) -> Listing:
        """Return what is in an archive: a file, or the bytes of one.

        ``wanted`` has patterns of names, and how many bytes of such a member are of use. ``factor`` times the
        usual limits are for a whole class.
        """
        request = UnpackRequest(
            name=name,
            source=source if isinstance(source, bytes) else os.fsencode(source),
            inline=isinstance(source, bytes),
            wanted=[*wanted, *((f"*{end}", NESTED) for end in unpack.ENDINGS)],
            members=10_000 * factor,
            size=64 * MIB * factor,
            cpu=self._cpu * factor,
        )
        process = self._started()
        members: list[ArchiveMember] = []
        fault = ""
        try:
            data = msgspec.msgpack.encode(request)
            _write(process, unpack.LENGTH.pack(len(data)) + data)
            for frame in _frames(process, time.monotonic() + LATEST + request.cpu * PATIENCE):
                if isinstance(frame, Done):
                    return Listing(tuple(members), frame.fault)
                members.append(frame)
        except TimeoutError:
            fault = handed_in.took_longer(LATEST + request.cpu * PATIENCE)
        except (OSError, msgspec.DecodeError):
            fault = ""
        code = self.close()
        return Listing(tuple(members), fault or _reason(code, request.cpu))

    def close(self) -> int:
        """End the process; return its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        with process:  # closes its pipes
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(0.2)  # it has ended by itself
            process.kill()
        return process.returncode

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            line = [sys.executable, "-P", "-m", "grader.intake.unpack", str(os.getpid())]
            pipe, null = subprocess.PIPE, subprocess.DEVNULL
            self._process = subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=null, bufsize=0)
        return self._process


def _write(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    write_all(process.stdin.fileno(), data)


def _frames(process: subprocess.Popen[bytes], deadline: float) -> Iterator[ArchiveMember | Done]:
    """What it answers; ends where it does. Raises TimeoutError."""
    assert process.stdout is not None
    descriptor, data = process.stdout.fileno(), bytearray()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    while True:
        while len(data) >= unpack.LENGTH.size:
            end = unpack.LENGTH.size + unpack.LENGTH.unpack_from(data)[0]
            if len(data) < end:
                break
            yield _FRAME.decode(bytes(data[unpack.LENGTH.size : end]))
            del data[:end]
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError
        piece = os.read(descriptor, _CHUNK)
        if not piece:
            return
        data += piece


def _reason(code: int, cpu: int) -> str:
    """Why the process ended before it was done."""
    if code == -signal.SIGXCPU:
        return handed_in.takes_cpu(cpu)
    return handed_in.reader_ended(code)
