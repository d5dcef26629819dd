"""What is saved below a folder, heard of through a descriptor."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import Final

import watchfiles

#: Milliseconds without a further change after which a save is taken for complete.
QUIET: Final = 30
_LONGEST: Final = 400
_LOOK: Final = 200


class Changes:
    """Python files that are saved below a folder. A context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._end = threading.Event()
        self._paths: set[Path] = set()
        self._lock = threading.Lock()
        self._out, self._into = os.pipe()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="saves")

    def fileno(self) -> int:
        """Return the descriptor that is readable when something was saved."""
        return self._out

    def saved(self) -> set[Path]:
        """Return what was saved since the last call."""
        os.read(self._out, 4096)
        with self._lock:
            paths, self._paths = self._paths, set()
        return paths

    def __enter__(self) -> Changes:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        os.close(self._out)
        os.close(self._into)

    def _watch(self) -> None:
        try:
            self._follow(polling=None)
        except (OSError, RuntimeError):  # no watches left, or a file system that has none
            with contextlib.suppress(OSError, RuntimeError):
                self._follow(polling=True)

    def _follow(self, polling: bool | None) -> None:
        for found in watchfiles.watch(
            self._folder,
            watch_filter=lambda _, path: path.endswith(".py"),
            debounce=_LONGEST,
            step=QUIET,
            rust_timeout=_LOOK,
            stop_event=self._end,
            force_polling=polling,
            raise_interrupt=False,
        ):
            with self._lock:
                self._paths |= {Path(path) for _, path in found}
            os.write(self._into, b".")
