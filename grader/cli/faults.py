"""From exceptions to one sentence on standard error and an exit code; never a traceback."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TYPE_CHECKING

import click

from grader import messages, safe
from grader.errors import ForkloreError, SetupError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

USAGE = 2
FAULT = 3
INTERRUPTED = 130
OLDEST_PYTHON = (3, 11)


def guarded(action: Callable[[], int]) -> int:
    """Run ``action`` and return the exit code, its own or that of what it raised."""
    try:
        return action()
    except (KeyboardInterrupt, click.Abort):
        say(messages.STOPPED)
        return INTERRUPTED
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        say(error.format_message(), messages.look_at_help(context.command_path if context else called()))
        return USAGE
    except ForkloreError as error:
        say(error.sentence, error.fix)
        return USAGE if isinstance(error, UsageError) else FAULT
    except BrokenPipeError:
        _let_go_of_stdout()
        return FAULT
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            _let_go_of_stdout()
            say(*messages.DISK_FULL)
            return FAULT
        if isinstance(error, ImportError) and sys.version_info < OLDEST_PYTHON:
            return guarded(require_python)
        say(*messages.unexpected(type(error).__name__, _saved(error)))
        return FAULT


def called() -> str:
    """By which of its two names the program was called."""
    return "forklore" if sys.argv[0].rpartition("/")[2] == "forklore" else "grade"


def say(sentence: str, fix: str = "") -> None:
    """Write a sentence and its fix to standard error, whatever characters they hold."""
    name = f"{called()}: "
    text = f"{name}{safe.terminal(sentence)}\n"
    if fix:
        text += f"{' ' * len(name)}{safe.terminal(fix)}\n"
    with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, full or not there at all
        sys.stderr.write(safe.calm(text))
        sys.stderr.flush()


def note(sentence: str) -> None:
    """Write a line of progress to standard error."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"{safe.calm(safe.line(sentence, 1_000))}\n")
        sys.stderr.flush()


def emit(text: str, commands: bool = False) -> None:
    """Write to standard output and see it through; only ``commands`` may be such to what reads a log.

    A reader that went away (``grade | head``) is not a fault; a full disk raises :class:`SetupError`.
    """
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text if commands else safe.calm(text))
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_stdout()
    except OSError as error:
        _let_go_of_stdout()
        reason = error.strerror or type(error).__name__
        raise SetupError(*messages.output_lost(reason[:1].lower() + reason[1:])) from error


def _let_go_of_stdout() -> None:
    """Send what is still buffered nowhere, else the interpreter complains when it ends."""
    with contextlib.suppress(OSError, ValueError):
        descriptor = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(descriptor, sys.stdout.fileno())
        finally:
            os.close(descriptor)


def require_python() -> int:
    """Raise :class:`SetupError` below Python 3.11."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise SetupError(messages.needs_python(found), messages.NEEDS_PYTHON_FIX)
    return 0


def require_linux() -> None:
    """Raise :class:`SetupError` where nothing can be graded: an old Python, another system."""
    require_python()
    if sys.platform != "linux":
        raise SetupError(*messages.NOT_LINUX.get(sys.platform, messages.NOT_LINUX_OTHERWISE))


def _saved(error: BaseException) -> str:
    """Save the traceback for a report and return the file's name, empty if it cannot be saved."""
    import tempfile
    import traceback

    lines = traceback.format_exception(type(error), error, error.__traceback__)
    try:
        descriptor, name = tempfile.mkstemp(prefix="forklore-fault-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines([f"{sys.version}\n{sys.platform}\n\n", *lines])
    except OSError:
        return ""
    return name
