"""The folder of a run: made, held, removed; and those of runs that could not remove theirs."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import SetupError
from grader.messages.machine import NO_PLACE
from grader.warden.cleanup import remove

PREFIX = "forklore-run-"
#: A folder that is younger, in seconds, may not be held yet by the run that makes it.
YOUNG = 60.0


@contextmanager
def run_folder() -> Iterator[Path]:
    """A new folder for one run, removed at the end; the kernel keeps a lock on it as long as the run lives.

    Folders of runs that were killed, which nobody holds any more, are removed first.
    """
    place = _place()
    _sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    held = _hold(folder)
    try:
        yield folder
    finally:
        _remove(folder)
        if held is not None:
            os.close(held)


def _place() -> Path:
    """The folder for temporary files, links followed; /tmp where its name is no text. Raises SetupError."""
    try:
        place = Path(tempfile.gettempdir()).resolve()
        str(place).encode()
    except UnicodeEncodeError:
        return Path("/tmp")
    except FileNotFoundError as error:
        raise SetupError(*NO_PLACE) from error
    return place


def _hold(folder: Path) -> int | None:
    """A descriptor with the lock of a folder, shared with all forks; None if another run has it."""
    import fcntl  # Windows has none; there the command says so instead

    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        return None
    return held


def _sweep(place: Path) -> None:
    """Remove what runs of this user left that were killed with SIGKILL."""
    for folder in place.glob(PREFIX + "*"):
        with contextlib.suppress(OSError):
            about = folder.lstat()
            if about.st_uid == os.geteuid() and time.time() - about.st_mtime > YOUNG:
                held = _hold(folder)
                if held is not None:
                    _remove(folder, tries=1)
                    os.close(held)


def _remove(folder: Path, tries: int = 50) -> None:
    """Remove the run's folder; a process that is just being killed may still write to it."""
    while not remove(str(folder)) and (tries := tries - 1) > 0:
        time.sleep(0.02)
