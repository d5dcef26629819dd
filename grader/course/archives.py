"""Archives that students hand in: members are read into memory, within limits, and nothing is unpacked.

Only regular members that are wanted are read. Folders, links, devices and paths in the archive
mean nothing; a member that would unpack to more than a submission may have is refused, and an archive that
unpacks to more than :data:`MOST_BYTES` is not read to its end.
"""

from __future__ import annotations

import bz2
import functools
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol

from grader.bank import shown
from grader.intake import Refusal
from grader.limits import MIB

#: More members than this are not looked at.
MOST_MEMBERS: Final = 10_000
#: Bytes that a tar archive may have, unpacked.
MOST_BYTES: Final = 64 * MIB
BROKEN: Final = (
    OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error,
    tarfile.TarError, lzma.LZMAError,
)  # fmt: skip


class Readable(Protocol):
    """What an archive is read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes."""

    def close(self) -> None:
        """Give the file back."""


#: Endings of names, and how to open what they stand for.
TARS: Final[dict[str, Callable[[Path], Any]]] = {
    ".tar": functools.partial(Path.open, mode="rb"),
    ".tar.gz": gzip.open,
    ".tgz": gzip.open,
    ".tar.bz2": bz2.open,
    ".tar.xz": lzma.open,
}
ENDINGS: Final = (".zip", *TARS)


class _Limited:
    """Reads from a stream, up to :data:`MOST_BYTES` in all."""

    def __init__(self, stream: Readable) -> None:
        self._stream, self._left = stream, MOST_BYTES

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes. Raises ValueError if that may be too many."""
        if size > self._left:
            raise ValueError(f"it unpacks to more than {MOST_BYTES // MIB} MiB")
        data = self._stream.read(size)
        self._left -= len(data)
        return data


def stem(name: str) -> str | None:
    """A file's name without an archive's ending, None if it is no archive."""
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), None)
    return name[: -len(ending)] if ending else None


def members(path: Path, limit: Callable[[str], int]) -> Iterator[tuple[str, bytes | Refusal]]:
    """Name and content of each wanted regular member.

    ``limit`` tells how many bytes are of use of a member of that name, 0 if it is not wanted: at most one
    byte more is read. Raises one of :data:`BROKEN` if the archive cannot be read.
    """
    if path.name.lower().endswith(".zip"):
        yield from _of_zip(path, limit)
        return
    opener = next(opener for ending, opener in TARS.items() if path.name.lower().endswith(ending))
    stream = opener(path)
    try:
        with tarfile.open(fileobj=_Limited(stream), mode="r|") as archive:  # type: ignore[call-overload]
            for count, member in enumerate(archive):
                if count >= MOST_MEMBERS:
                    return
                most = limit(member.name)
                if most and member.isreg() and not member.issparse():
                    file = archive.extractfile(member)
                    yield member.name, file.read(most + 1) if file is not None else b""
    finally:
        stream.close()


def _of_zip(path: Path, limit: Callable[[str], int]) -> Iterator[tuple[str, bytes | Refusal]]:
    left = MOST_BYTES
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist()[:MOST_MEMBERS]:
            most = limit(member.filename)
            if member.is_dir() or not most:
                continue
            try:
                with archive.open(member) as file:
                    data = file.read(min(most, left) + 1)
            except BROKEN as error:
                where = f"{path}/{shown(member.filename)}"
                yield member.filename, Refusal(f"{where} cannot be unpacked: {shown(str(error))}.", "")
                continue
            left -= len(data)
            if left < 0:
                raise ValueError(f"it unpacks to more than {MOST_BYTES // MIB} MiB")
            yield member.filename, data
