"""``grade batch --watch``: the plain batch, again whenever something has arrived."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli import faults
from grader.errors import NobodyError, UsageError
from grader.messages import at_work as sentences
from grader.safe import shown

if TYPE_CHECKING:
    from grader.live.arrivals import Arrivals

#: Grades what is new; takes the arrivals, and whether it is the first time. Returns an exit code.
Round = Callable[["Arrivals", bool], int]


def watch(submissions: Path, out: Path, grade: Round) -> int:
    """Grade until Ctrl-C; return the exit code of the last whole round."""
    from grader.live.arrivals import Arrivals

    if not submissions.is_dir():
        raise UsageError(*sentences.NEEDS_FOLDER)
    code, first, said = 0, True, ""
    with contextlib.suppress(KeyboardInterrupt), Arrivals(submissions, out) as arrivals:
        faults.note(sentences.WATCHING)
        while True:
            try:
                code = grade(arrivals, first)
                _note(out)
                first, said = False, ""
            except NobodyError:
                pass
            except UsageError as error:
                if first:
                    raise
                if error.sentence != said:
                    faults.say(error.sentence, error.fix)
                    said = error.sentence
            if arrivals.held:
                faults.note(sentences.being_written(sorted(shown(path.name) for path in arrivals.held)))
            arrivals.wait()
    faults.note(sentences.WATCH_OVER)
    return code


def _note(out: Path) -> None:
    """Note since when things are as they are, for ``grade insight --serve``."""
    import sqlite3

    from grader.live.history import History

    with contextlib.suppress(sqlite3.Error):  # a network drive may refuse; the page does without
        history = History(out)
        try:
            history.take_in()
        finally:
            history.close()
