"""Read a submitted file, without importing or parsing it.

Whoever wrote the file is not trusted: it may be a link to somebody else's file, a FIFO that blocks
for ever, a device, or larger than the memory. It is opened without following a link at its end and
without waiting, and judged by what was opened, not by what its name showed before.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from grader.errors import ForkloreError
from grader.limits import KIB
from grader.messages import handed_in
from grader.messages.handed_in import one_file
from grader.safe import shown

#: The largest file that is taken in.
SOURCE_LIMIT: Final = 256 * KIB

_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_BOM: Final = b"\xef\xbb\xbf"
_COOKIE: Final = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")
_NO_CODE: Final = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
#: Every character with Unicode's property Bidi_Control.
_BIDI: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

#: What stands in the place of a file, by the type in its mode.
_KINDS: Final[dict[int, str]] = {
    stat.S_IFDIR: "folder",
    stat.S_IFLNK: "link",
    stat.S_IFIFO: "pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}
_IMPORT: Final = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)


class Refusal(ForkloreError):
    """A submitted file that is not taken in, and why: one sentence for the learner."""


def read_source(path: Path, *, limit: int = SOURCE_LIMIT) -> bytes:
    """Return the file's text as UTF-8 bytes without a byte order mark; Refusal if it is not fit.

    ``limit`` is in bytes. A larger file is refused before any of it is read.
    """
    data = read_data(path, limit=limit)
    _check_text(shown(path), data)
    return data.removeprefix(_BOM)


def read_data(path: Path, *, limit: int) -> bytes:
    """Return the file's bytes, whatever they are; Refusal if it is no regular file, or too large."""
    try:
        return _read(path, shown(path), limit)
    except (OSError, ValueError) as error:
        raise _unreadable(shown(path), error) from error


def check_source(name: str, data: bytes, *, limit: int = SOURCE_LIMIT) -> bytes:
    """Return text that is no file of its own, as :func:`read_source` does; Refusal if it is not fit."""
    if len(data) > limit:
        raise Refusal(*handed_in.too_large(name, _size(limit)))
    _check_text(name, data)
    return data.removeprefix(_BOM)


def _read(path: Path, name: str, limit: int) -> bytes:
    _check_kind(name, os.lstat(path).st_mode)  # a device is not even opened
    descriptor = os.open(path, _FLAGS)
    with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor, not a path
        _check_kind(name, (status := os.fstat(descriptor)).st_mode)
        data = bytearray()
        if status.st_size <= limit:
            while len(data) <= limit and (piece := file.read(limit + 1 - len(data))):
                data += piece
        if status.st_size > limit or len(data) > limit:
            size = _size(max(status.st_size, len(data)))
            raise Refusal(*handed_in.too_large(name, _size(limit), size))
    return bytes(data)


def _check_kind(name: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise Refusal(*handed_in.irregular(name, _KINDS.get(stat.S_IFMT(mode), "")))


def _unreadable(name: str, error: OSError | ValueError) -> Refusal:
    code = error.errno if isinstance(error, OSError) else errno.ENOENT
    if code == errno.ELOOP:
        return Refusal(*handed_in.irregular(name, "link"))
    if code in (errno.ENOENT, errno.ENOTDIR):
        return Refusal(*handed_in.not_there(name))
    if code in (errno.EACCES, errno.EPERM):
        return Refusal(*handed_in.not_permitted(name))
    reason = os.strerror(code) if code else str(error)
    return Refusal(*handed_in.not_readable(name, reason))


def _check_text(name: str, data: bytes) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(*handed_in.not_utf8(name, error.start, _line(data, error.start))) from None
    if (offset := data.find(b"\0")) >= 0:
        raise Refusal(*handed_in.null_byte(name, offset, _line(data, offset)))
    if cookie := _foreign_cookie(data.removeprefix(_BOM)):
        raise Refusal(*handed_in.foreign_encoding(name, shown(cookie)))
    if found := _BIDI.search(text):
        line = _line(data, len(text[: found.start()].encode()))
        raise Refusal(*handed_in.turns_text(name, found[0], line))


def _foreign_cookie(data: bytes) -> str:
    """Return the encoding that the first two lines declare, if it is not UTF-8; else the empty string."""
    for line in _LINE_END.split(data, maxsplit=2)[:2]:
        if declared := _COOKIE.match(line):
            normal = (encoding := declared[1].decode("ascii")).lower().replace("_", "-")
            return "" if normal in ("utf8", "utf-8") or normal.startswith("utf-8-") else encoding
        if not _NO_CODE.match(line):
            break
    return ""


def _line(data: bytes, offset: int) -> int:
    return len(_LINE_END.findall(data, 0, offset)) + 1


def _size(count: int) -> str:
    return f"{count} bytes" if count < KIB else f"{count / KIB:,.0f} KiB"


def imported(source: bytes) -> frozenset[str]:
    """Return the first parts of the names of modules that lines of this text import."""
    return frozenset(name.decode("utf-8", "replace") for name in _IMPORT.findall(source))


def modules_beside(slug: str, source: bytes, path: Path) -> Iterator[str]:
    """Say so of each module beside the answer in ``path`` that the answer imports."""
    for module in sorted(imported(source)):
        there = path.with_name(f"{module}.py")
        if there != path and there.is_file():
            yield one_file(slug, module, shown(there.name))
