"""The console script: the version at once; else a judge is started if one is needed, and click decides."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NoReturn

from grader import __version__
from grader.cli.panels import AS_IT_IS, grades


def main() -> NoReturn:
    """Do what the command line says. Raises SystemExit, with the exit code."""
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        with contextlib.suppress(OSError):  # the commands' own way says what is wrong
            sys.stdout.write(f"forklore {__version__}\n")
            sys.stdout.flush()
            sys.exit(0)
    from grader.judge.__main__ import begin, drop

    if grades(sys.argv[1:], os.environ):
        begin()
    try:
        _answer()
    finally:
        drop()


def script() -> NoReturn:
    """Be the console script in a process of its own, and end it at once when all is written.

    To take the interpreter apart takes as long as to show a report.
    """
    try:
        main()
    except SystemExit as end:
        _leave(end)


def _leave(end: SystemExit) -> NoReturn:
    if isinstance(end.code, int):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(end.code)
    raise end


def _answer() -> NoReturn:
    """Parse and run the command line."""
    from grader.cli.app import app
    from grader.warden import inherited

    if not AS_IT_IS & {*sys.argv[1:2]}:
        inherited.settle()

    for stream in (sys.stdout, sys.stderr):
        # An ASCII terminal gets escapes for what it cannot show, not an exception.
        # That writes what waits to be written: a full disk is told of where more is written.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    app.main()
