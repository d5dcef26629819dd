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
from pathlib import Path
from typing import Final

from grader.errors import ForkloreError
from grader.limits import KIB
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

_KINDS: Final[dict[int, tuple[str, str]]] = {
    stat.S_IFDIR: ("is a folder", "Name the file in it."),
    stat.S_IFLNK: ("is a symbolic link", "Replace the link by a copy of the file that it names."),
    stat.S_IFIFO: ("is a named pipe", "Replace it by a regular file."),
    stat.S_IFSOCK: ("is a socket", "Replace it by a regular file."),
    stat.S_IFCHR: ("is a device", "Replace it by a regular file."),
    stat.S_IFBLK: ("is a device", "Replace it by a regular file."),
}


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
        raise Refusal(
            f"{name} is too large: more than {_size(limit)}, which is the limit.",
            "Hand in the program's text only; data does not belong in it.",
        )
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
            raise Refusal(
                f"{name} is too large: {size}, and {_size(limit)} is the limit.",
                "Hand in the program's text only; data does not belong in it.",
            )
    return bytes(data)


def _check_kind(name: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        what, fix = _KINDS.get(stat.S_IFMT(mode), ("is not a regular file", "Replace it by a regular file."))
        raise Refusal(f"{name} {what}; a submission is a regular file.", fix)


def _unreadable(name: str, error: OSError | ValueError) -> Refusal:
    code = error.errno if isinstance(error, OSError) else errno.ENOENT
    if code == errno.ELOOP:
        what, fix = _KINDS[stat.S_IFLNK]
        return Refusal(f"{name} {what}; a submission is a regular file.", fix)
    if code in (errno.ENOENT, errno.ENOTDIR):
        return Refusal(f"{name} is not there.", "Check the name, and the folder that you are in.")
    if code in (errno.EACCES, errno.EPERM):
        return Refusal(f"{name} may not be read: no permission.", "Allow reading it: chmod u+r FILE.")
    reason = os.strerror(code) if code else str(error)
    return Refusal(f"{name} cannot be read: {reason}.", "Copy the file to another folder and try again.")


def _check_text(name: str, data: bytes) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = f"byte {error.start}, line {_line(data, error.start)}"
        raise Refusal(f"{name} is not UTF-8: {at}.", "Save the file with the encoding UTF-8.") from None
    if (offset := data.find(b"\0")) >= 0:
        at = f"byte {offset}, line {_line(data, offset)}"
        raise Refusal(f"{name} contains a null byte: {at}.", "Save the file as plain text in UTF-8.")
    if cookie := _foreign_cookie(data.removeprefix(_BOM)):
        raise Refusal(
            f"{name} declares the encoding {shown(cookie)}, and only UTF-8 is taken in.",
            "Remove the coding comment and save the file as UTF-8.",
        )
    if found := _BIDI.search(text):
        line = _line(data, len(text[: found.start()].encode()))
        raise Refusal(
            f"{name} contains the invisible character U+{ord(found[0]):04X}, which changes the direction "
            f"in which text is shown: line {line}.",
            "Delete the character, or write it as an escape in a string.",
        )


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
