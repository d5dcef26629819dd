"""What is said while grading: a live line on a terminal, a line per exercise in a log.

No thread and no timer: the line is drawn when something has happened, and twice a second while nothing does.
"""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING

from grader import messages, safe

if TYPE_CHECKING:
    from types import TracebackType
    from typing import IO

    from grader.judge import Settled
    from grader.report import CheckResult, ExerciseReport


_STILL_AT_IT = "Still grading. What does not end by itself is stopped after a few seconds."


class Progress:
    """The judge's listener. A context manager that leaves the line as it found it."""

    def __init__(self, file: IO[str] | None, total: int, *, lines: bool) -> None:
        """``file`` is standard error; ``lines``: whether to write lines where no terminal is."""
        tty = file is not None and file.isatty() and os.environ.get("TERM") != "dumb"
        self._file = file
        self._live = tty
        self._lines = lines and not tty and total > 1
        self._patience = lines and not tty
        self._began = time.monotonic()
        self._total = total
        self._done = 0
        self._checks = 0
        self._drawn = 0

    def __enter__(self) -> Progress:
        self._draw()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._write("\r" + " " * self._drawn + "\r")

    def settled(self, settled: Settled) -> None:
        """Load, while the judge works, what the report will be shown with."""
        import grader.render.terminal  # noqa: F401

    def silent(self) -> None:
        """Show that it goes on: in the line, or once in a log."""
        if self._patience and time.monotonic() - self._began >= 1:
            self._patience = False
            self._write(f"{_STILL_AT_IT}\n")
        self._draw()

    def check_done(self, index: int, result: CheckResult) -> None:
        """Count a check."""
        self._checks += 1
        self._draw()

    def submission_done(self, index: int, report: ExerciseReport) -> None:
        """Count an exercise."""
        self._done += 1
        if self._lines:
            from grader.render import terminal

            self._write(safe.calm(terminal.line_for(report)) + "\n")
        self._draw()

    def _draw(self) -> None:
        if not self._live:
            return
        room = max(10, shutil.get_terminal_size().columns - 1)
        text = safe.line(messages.progress(self._done, self._total, self._checks, self._seconds))[:room]
        self._write("\r" + text.ljust(self._drawn))
        self._drawn = len(text)

    @property
    def _seconds(self) -> int:
        return int(time.monotonic() - self._began)

    def _write(self, text: str) -> None:
        """Write, and stay silent for good when nobody can read it."""
        try:
            if self._file is not None:
                self._file.write(text)
                self._file.flush()
        except (OSError, ValueError):
            self._file = None
