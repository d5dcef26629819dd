"""Write a file whole or not at all, so that nobody ever reads half of it."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from grader import messages
from grader.errors import SetupError, UsageError
from grader.messages import courses


def check_target(path: Path) -> None:
    """Raise :class:`UsageError` if no file can be made at ``path``: before grading, not after."""
    if path.is_dir():
        raise UsageError(*messages.cannot_write(str(path), courses.IS_FOLDER))
    folder = path.resolve().parent
    if not folder.is_dir():
        raise UsageError(*messages.cannot_write(str(path), courses.no_folder(folder)))


def write(document: bytes | str, path: Path) -> None:
    """Write a document to ``path`` at once or not at all; :class:`SetupError` if it cannot be written."""
    try:
        _write(document.encode() if isinstance(document, str) else document, path.resolve())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SetupError(*messages.cannot_write(str(path), reason[:1].lower() + reason[1:])) from error


def _write(document: bytes, path: Path) -> None:
    """Write a temporary file beside ``path`` and rename it; devices and FIFOs are written in place."""
    mode = _mode(path)
    if mode is None:
        path.write_bytes(document)
        return
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(document)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), mode)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _mode(path: Path) -> int | None:
    """Return the permissions that the new file should have, ``None`` for what is not a plain file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask
    return stat.S_IMODE(status.st_mode) if stat.S_ISREG(status.st_mode) else None
