"""The folder of a run: made, held, removed; and those of runs that could not remove theirs."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "forklore-run-"
#: A folder that is younger, in seconds, may not be held yet by the run that makes it.
YOUNG = 60.0


@contextmanager
def run_folder() -> Iterator[Path]:
    """A new folder for one run, removed at the end; the kernel keeps a lock on it as long as the run lives.

    Folders of runs that were killed, which nobody holds any more, are removed first.
    """
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    held = _hold(folder)
    try:
        yield folder
    finally:
        _remove(folder)
        if held is not None:
            os.close(held)


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


def _sweep() -> None:
    """Remove what runs of this user left that were killed with SIGKILL."""
    for folder in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        with contextlib.suppress(OSError):
            about = folder.lstat()
            if about.st_uid == os.geteuid() and time.time() - about.st_mtime > YOUNG:
                held = _hold(folder)
                if held is not None:
                    _remove(folder)
                    os.close(held)


def _remove(folder: Path) -> None:
    """Remove the run's folder; a process that is just being killed may still write to it.

    By ``rm``: Python's own way raises RecursionError where a submission nested folders deeply.
    """
    for _ in range(50):
        subprocess.run(["rm", "-rf", "--", str(folder)], check=False, stderr=subprocess.DEVNULL)
        if not folder.exists():
            return
        time.sleep(0.02)
