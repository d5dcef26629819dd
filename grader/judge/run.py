"""Grade submissions: start the judging session, relay its results, clean up whatever happens.

Theory of operation
-------------------
The session is a new interpreter (``python -m grader.judge``) in a session of its own, so that
Ctrl-C reaches only this process; it dies with this process (PDEATHSIG), its judges die with it,
their wardens with them, and the boxes with those. All files of a run are in one temporary folder.
"""

from __future__ import annotations

import datetime
import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import msgspec

import grader
from grader.box.plan import build_box_package
from grader.errors import AuthoringError, GraderError, SetupError
from grader.exercise import Exercise
from grader.isolation.protocol import Trial
from grader.judge.protocol import Line, Order, SessionFile
from grader.judge.reading import fault_of
from grader.judge.run_folder import run_folder
from grader.judge.sigint import remembered
from grader.judge.talk import SILENCE, Talk
from grader.messages import NOT_LINUX_OTHERWISE
from grader.messages.checks.judged import ONE_ORDER, ONLY_PUBLIC
from grader.report import CheckResult, ExerciseReport, Probe, Report
from grader.warden import inherited


class SubmittedFile(msgspec.Struct, frozen=True):
    """One file for one exercise, already taken in."""

    exercise: Exercise
    path: str
    """As the user named it."""
    source: bytes
    refusal: str = ""
    """Why the file was not taken in; it is then not run."""
    handed_in: bool = True
    """False where there is no file: every check has 0 of its points, and ``refusal`` says so."""
    untouched: bool = False
    """Whether it is the stub (:func:`grader.material.is_untouched`): it is then not run."""

    @property
    def work(self) -> tuple[str, bytes, str]:
        """Return what decides the points."""
        return self.exercise.slug, self.source, self.refusal


class Options(msgspec.Struct, frozen=True):
    """How to grade."""

    jobs: int
    """Submissions judged at the same time."""
    seed: int
    """Seed of all inputs that the checks draw."""
    isolation: str = "auto"
    """``auto``, ``namespaces``, ``uid``, ``landlock`` or ``none``."""
    require: str = "none"
    """The lowest isolation level to accept."""
    schedule: str = ""
    """The only order to play, of one check; its seed is that of the inputs.

    See :mod:`grader.testing.schedules.replay`.
    """


def usual_jobs() -> int:
    """How many submissions to judge at the same time here: two for each CPU.

    A submission waits for half of its time, for locks, sleepers and ends of processes; what others keep
    it waiting for a CPU does not count against its limits.
    """
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 2 * cpus


class Settled(msgspec.Struct, frozen=True):
    """What keeps the submissions of a run in."""

    isolation: str
    probes: Sequence[Probe] = ()
    notices: Sequence[str] = ()


class Listener(Protocol):
    """Told of progress while grading goes on."""

    def settled(self, settled: Settled) -> None:
        """What keeps submissions in is known; none has been run yet."""

    def check_done(self, index: int, result: CheckResult) -> None:
        """A check of submission number ``index`` has its verdict."""

    def silent(self) -> None:
        """Nothing has been said for half a second."""

    def submission_done(self, index: int, report: ExerciseReport) -> None:
        """All checks of submission number ``index`` have."""


def grade(submissions: Sequence[SubmittedFile], options: Options, listener: Listener | None = None) -> Report:
    """Grade every submission; the report lists them in the order given.

    Raises SetupError where this machine cannot grade, AuthoringError for a faulty suite,
    GraderError if the session breaks. On any exception, KeyboardInterrupt included, no process
    and no file of the run stays.
    """
    if sys.platform != "linux":
        raise SetupError(*NOT_LINUX_OTHERWISE)
    inherited.fill_streams()
    inherited.require()
    began, started = time.monotonic(), datetime.datetime.now(datetime.UTC)
    _refuse_without_suite(submissions)
    heard = Heard(submissions, listener, options.isolation)
    with remembered() as check_interrupt, run_folder() as folder:
        build_box_package(folder)
        check_interrupt()
        if submissions:
            with Talk(order(submissions, options, folder)) as talk:
                for line in talk.lines():
                    heard.take(line)
                    check_interrupt()
                    if heard.complete:
                        break  # pytest's own end, and the interpreter's, are not waited for
    return heard.report(options, started, time.monotonic() - began)


class Heard:
    """What the session has said so far."""

    def __init__(
        self, submissions: Sequence[SubmittedFile], listener: Listener | None, isolation: str
    ) -> None:
        self.isolation = isolation
        self.notices: list[str] = []
        self.probes: list[Probe] = []
        self._submissions, self._listener = submissions, listener
        self._reports: dict[int, ExerciseReport] = {}

    def take(self, line: Line) -> None:
        """Take in one line; tell the listener."""
        if line == SILENCE and self._listener is not None:
            self._listener.silent()
        if line.isolation:
            self.isolation, self.probes, self.notices = line.isolation, line.probes, line.notices
            if self._listener is not None:
                self._listener.settled(Settled(line.isolation, line.probes, line.notices))
        if line.check is not None and self._listener is not None:
            self._listener.check_done(line.index, line.check)
        if line.done is not None:
            self._reports[line.index] = _report(self._submissions[line.index], line.done)
            if self._listener is not None:
                self._listener.submission_done(line.index, self._reports[line.index])

    @property
    def complete(self) -> bool:
        """Whether every submission is judged."""
        return len(self._reports) == len(self._submissions)

    def report(self, options: Options, started: datetime.datetime, seconds: float) -> Report:
        """Return the report on all submissions, in order. Raises GraderError if one is missing."""
        if not self.complete:
            raise GraderError("The judging session ended before every submission was judged.")
        return Report(
            forklore=grader.__version__,
            python=platform.python_version(),
            platform=inherited.host(),
            isolation=self.isolation,
            probes=self.probes,
            witness="ptrace",
            seed=options.seed,
            started=started.isoformat(timespec="seconds"),
            duration=round(seconds, 3),
            notices=self.notices + _only_public(self._submissions) + _replayed(options),
            exercises=[self._reports[index] for index in range(len(self._submissions))],
        )


def _refuse_without_suite(submissions: Sequence[SubmittedFile]) -> None:
    for submission in submissions:
        if not (submission.exercise.suite_files or submission.exercise.fault):
            raise AuthoringError(f"The exercise {submission.exercise.slug} has no suite.")


def _only_public(submissions: Sequence[SubmittedFile]) -> list[str]:
    """Return what a report must say where only some of the checks are here, as in a release."""
    return [ONLY_PUBLIC] if any(s.exercise.points_when_graded for s in submissions) else []


def _replayed(options: Options) -> list[str]:
    """Return what a report on one order of one check must say."""
    return [ONE_ORDER] if options.schedule else []


def session_file(index: int, submission: SubmittedFile, fault: str) -> SessionFile:
    """Return a submission as the session needs it; ``fault`` is its exercise's."""
    return SessionFile(
        index=index,
        slug=submission.exercise.slug,
        functions=submission.exercise.functions,
        source=submission.source.decode("utf-8-sig", "replace"),
        limits=submission.exercise.limits,
        refusal=submission.refusal,
        handed_in=submission.handed_in,
        fault=fault,
        untouched=submission.untouched,
    )


def order(submissions: Sequence[SubmittedFile], options: Options, folder: Path) -> Order:
    """Return what the session is told."""
    exercises = {submission.exercise.slug: submission.exercise for submission in submissions}
    suites = dict.fromkeys(str(file) for exercise in exercises.values() for file in exercise.suite_files)
    faults = {slug: fault_of(exercise) for slug, exercise in exercises.items()}
    return Order(
        suites=list(suites),
        files=[session_file(index, s, faults[s.exercise.slug]) for index, s in enumerate(submissions)],
        jobs=max(1, options.jobs),
        seed=options.seed,
        trial=Trial(options.isolation, options.require, str(folder)),
        schedule=options.schedule,
    )


def _report(submission: SubmittedFile, results: list[CheckResult]) -> ExerciseReport:
    exercise = submission.exercise
    return ExerciseReport(
        slug=exercise.slug,
        title=exercise.title,
        path=submission.path,
        checks=results,
        refusal=submission.refusal,
        handed_in=submission.handed_in,
    )
