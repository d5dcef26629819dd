"""One exercise graded again and again, as fast as it can be: the session stays, and a box is ready.

Theory of operation
-------------------
The session has loaded pytest and the suite, and knows the level. After the first submission it keeps one
judge ready, whose box has been started and has imported what the submission before needed. Each submission
still has a judge, a warden and a box of its own.
"""

from __future__ import annotations

import datetime
import time
from contextlib import ExitStack
from pathlib import Path

import msgspec

from grader.box.plan import build_box_package
from grader.exercise import Exercise
from grader.judge.protocol import Line, Order
from grader.judge.reading import fault_of
from grader.judge.run import Heard, Listener, Options, SubmittedFile, order, session_file
from grader.judge.run_folder import run_folder
from grader.judge.talk import Talk
from grader.report import Report


class Warm:
    """A session for one exercise. Use it as a context manager; hand in one submission after the other."""

    def __init__(self, exercise: Exercise, options: Options) -> None:
        self._options = options
        self._settled: Line | None = None
        self._heard: Heard | None = None
        self._begun = (datetime.datetime.now(datetime.UTC), time.monotonic())
        self._stack = ExitStack()
        folder = self._stack.enter_context(run_folder())
        build_box_package(folder)
        self._talk = self._stack.enter_context(Talk(self._order(exercise, folder)))

    def _order(self, exercise: Exercise, folder: Path) -> Order:
        empty = order([SubmittedFile(exercise, "", b"")], self._options, folder)
        return msgspec.structs.replace(empty, files=[], more=True)

    @property
    def busy(self) -> bool:
        """Whether a submission is being judged."""
        return self._heard is not None

    def fileno(self) -> int:
        """Return the descriptor that is readable when there is something to hear."""
        return self._talk.fileno()

    def hand_in(self, submission: SubmittedFile, listener: Listener | None = None) -> None:
        """Have a submission judged; there may be none at work."""
        self._heard = Heard([submission], listener, self._options.isolation)
        self._begun = (datetime.datetime.now(datetime.UTC), time.monotonic())
        if self._settled is not None:
            self._heard.take(self._settled)
        self._talk.hand_in(session_file(0, submission, fault_of(submission.exercise)))

    def hear(self) -> Report | None:
        """Take in what the session has said; return the report if it is complete.

        Raises what :func:`grader.judge.grade` raises.
        """
        for line in self._talk.heard() or ():
            if line.isolation:
                self._settled = line
            if self._heard is not None:
                self._heard.take(line)
        if self._heard is None or not self._heard.complete:
            return None
        heard, self._heard = self._heard, None
        started, began = self._begun
        return heard.report(self._options, started, time.monotonic() - began)

    def grade(self, submission: SubmittedFile) -> Report:
        """Have a submission judged, and wait for the report."""
        self.hand_in(submission)
        while (report := self.hear()) is None:
            pass
        return report

    def close(self) -> None:
        """End the session, whatever is at work, and leave no process and no file of it."""
        self._stack.close()

    def __enter__(self) -> Warm:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
