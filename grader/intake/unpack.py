"""Read archives that students hand in, in a process of its own that can use up nothing.

    python -m grader.intake.unpack PARENT < ORDERS > MEMBERS

Theory of operation
-------------------
An archive may be made to be expensive: bytes that unpack to gigabytes, headers that a regular expression of
:mod:`tarfile` never gets done with, a million empty members. So it is read here, within limits on memory and
CPU time that the kernel keeps. The parent (:mod:`grader.intake.archives`) ends this process if it is late.
Members are read into memory and sent on, one frame each; links and devices are only named.

A frame is a length of four bytes and that many bytes of msgpack. Members answer a request, and then one
:class:`Done`. An archive in an archive is a member like others: it is sent on, and is a request of its own.
"""

from __future__ import annotations

import bz2
import fnmatch
import functools
import gzip
import io
import lzma
import resource
import signal
import stat
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from grader.limits import MIB
from grader.messages import handed_in
from grader.safe import shown
from grader.warden.trace import ptrace

LENGTH: Final = struct.Struct("!I")
#: Address space of this process.
MEMORY: Final = 1024 * MIB
BROKEN: Final = (
    OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error,
    tarfile.TarError, lzma.LZMAError, struct.error, MemoryError,
)  # fmt: skip
#: Endings of names, and how to open what they stand for.
TARS: Final[dict[str, Callable[[Any], Any]]] = {
    ".tar": lambda source: source if isinstance(source, io.BytesIO) else source.open("rb"),
    ".tar.gz": functools.partial(gzip.open, mode="rb"),
    ".tgz": functools.partial(gzip.open, mode="rb"),
    ".tar.bz2": functools.partial(bz2.open, mode="rb"),
    ".tar.xz": functools.partial(lzma.open, mode="rb"),
}
ENDINGS: Final = (".zip", *TARS)


class UnpackRequest(msgspec.Struct, frozen=True):
    """What to read of which archive."""

    name: str
    """Its ending says what kind of archive it is."""
    source: bytes
    """The archive itself, or the path of the file."""
    inline: bool
    """Whether ``source`` is the archive itself."""
    wanted: list[tuple[str, int]]
    """Patterns of names in lower case, and how many bytes are of use of a member of such a name."""
    members: int = 10_000
    size: int = 64 * MIB
    """Bytes that it may have, unpacked."""
    cpu: int = 10
    """Seconds of CPU time."""


class ArchiveMember(msgspec.Struct, frozen=True, tag="member"):
    """One file in it."""

    name: str
    data: bytes | None = None
    """At most one byte more than is of use; None if it was not read."""
    problem: str = ""
    """Why it was not read, as the end of a sentence; empty if it was not wanted."""


class Done(msgspec.Struct, frozen=True, tag="done"):
    """There is no more; what kept it from being read to its end."""

    fault: str = ""


class Left:
    """What may still be read of an archive, with all that are in it."""

    def __init__(self, request: UnpackRequest) -> None:
        self.members, self.size, self._most = request.members, request.size, request.size

    def member(self) -> None:
        """Count a member."""
        self.members -= 1
        if self.members < 0:
            raise ValueError(handed_in.TOO_MANY_MEMBERS)

    def bytes(self, count: int) -> None:
        """Count bytes."""
        self.size -= count
        if self.size < 0:
            raise ValueError(handed_in.unpacks_to_more(self._most // MIB))


class _Limited:
    """Reads from a stream, and counts."""

    def __init__(self, stream: IO[bytes], left: Left) -> None:
        self._stream, self._left = stream, left

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes. Raises ValueError if that may be too many."""
        if size > self._left.size:
            self._left.bytes(size)
        data = self._stream.read(size)
        self._left.bytes(len(data))
        return data


def ending(name: str) -> str | None:
    """Return the ending that says which archive this is, None if it is none."""
    return next((end for end in ENDINGS if name.lower().endswith(end)), None)


def read(request: UnpackRequest) -> Iterator[ArchiveMember]:
    """Read an archive. Raises one of :data:`BROKEN` where it cannot be read."""
    kind, left = ending(request.name) or ".zip", Left(request)
    path = request.source.decode("utf-8", "surrogateescape") if not request.inline else ""
    source = io.BytesIO(request.source) if request.inline else Path(path)
    yield from _of_zip(source, request, left) if kind == ".zip" else _of_tar(kind, source, request, left)


def _of_tar(
    kind: str, source: io.BytesIO | Path, request: UnpackRequest, left: Left
) -> Iterator[ArchiveMember]:
    stream = TARS[kind](source)
    try:
        with tarfile.open(fileobj=_Limited(stream, left), mode="r|") as archive:  # type: ignore[call-overload]
            for member in archive:
                left.member()
                if member.isdir():
                    continue
                name = shown(member.name.replace("\\", "/"))
                if not member.isreg() or member.issparse():
                    yield ArchiveMember(name, problem=_kind(member))
                    continue
                most = _most(name, request)
                file = archive.extractfile(member) if most else None
                yield ArchiveMember(name, file.read(most + 1) if file is not None else None)
    finally:
        stream.close()


def _kind(member: tarfile.TarInfo) -> str:
    link = member.issym() or member.islnk()
    return handed_in.LINK if link else handed_in.NO_REGULAR_FILE


def _of_zip(source: io.BytesIO | Path, request: UnpackRequest, left: Left) -> Iterator[ArchiveMember]:
    with zipfile.ZipFile(source) as archive:
        for member in archive.infolist():
            left.member()
            if member.is_dir():
                continue
            name = shown(member.filename.replace("\\", "/"))
            if stat.S_ISLNK(member.external_attr >> 16):
                yield ArchiveMember(name, problem=handed_in.LINK)
            elif not (most := _most(name, request)):
                yield ArchiveMember(name)
            elif member.flag_bits & 1:
                yield ArchiveMember(name, problem=handed_in.ENCRYPTED)
            else:
                try:
                    with archive.open(member) as file:
                        data = file.read(min(most, left.size) + 1)
                except BROKEN as error:
                    yield ArchiveMember(name, problem=handed_in.not_unpacked(shown(str(error))))
                    continue
                left.bytes(len(data))
                yield ArchiveMember(name, data)


def _most(name: str, request: UnpackRequest) -> int:
    """How many bytes are of use of a member of this name."""
    path = name.lower()
    names = (path, path.rpartition("/")[2])
    return max((most for glob, most in request.wanted if fnmatch.filter(names, glob)), default=0)


def _frames(stream: IO[bytes]) -> Iterator[bytes]:
    while head := stream.read(LENGTH.size):
        yield stream.read(LENGTH.unpack(head)[0])


def _limit(kind: int, most: int) -> None:
    """Set a limit, or the one that this process was started with where that is less."""
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> None:
    """Read what is ordered on standard input, until it or the parent ends."""
    ptrace.die_with(int(sys.argv[1]))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)  # whoever started us may have ignored it
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CORE, 0)

    def send(frame: ArchiveMember | Done) -> None:
        data = msgspec.msgpack.encode(frame)
        sys.stdout.buffer.write(LENGTH.pack(len(data)) + data)

    for frame in _frames(sys.stdin.buffer):
        request = msgspec.msgpack.decode(frame, type=UnpackRequest)
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        _limit(resource.RLIMIT_CPU, spent + request.cpu)
        fault = ""
        try:
            for member in read(request):
                send(member)
        except BROKEN as error:
            fault = shown(str(error)) or type(error).__name__
        send(Done(fault))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
