"""Grade a class: what is new or has changed, and each student's results as soon as they are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader import judge
from grader.course import results
from grader.course.roster import HandIn
from grader.errors import GraderError
from grader.judge import Options, Submission
from grader.scoring import CheckResult, ExerciseReport, Report

#: Submissions in one judging session: enough to forget what a session costs, few enough for any memory.
PIECES = 120

Encode = Callable[[Report], dict[str, Any]]
#: Hears of a submission when it is graded: the contents of each of its students' results.
Tell = Callable[[HandIn, Sequence[dict[str, Any]]], None]


class Plan(msgspec.Struct, frozen=True):
    """What is to be graded, and what is there already."""

    todo: tuple[HandIn, ...]
    kept: tuple[HandIn, ...]


def plan(everybody: Sequence[HandIn], out: Path, rung: str, force: bool) -> Plan:
    """Who has to be graded: everybody whose files, suites or grader are not those of the results."""
    todo: list[HandIn] = []
    kept: list[HandIn] = []
    for handed in everybody:
        current = not force and _is_current(handed, out, results.key_of(handed, rung))
        (kept if current else todo).append(handed)
    return Plan(tuple(todo), tuple(kept))


def _is_current(handed: HandIn, out: Path, key: str) -> bool:
    there = [results.read(out, student.id) for student in handed.students]
    return all(row is not None and row.get("key") == key for row in there)


def renamed(kept: Sequence[HandIn], out: Path) -> Iterator[tuple[HandIn, dict[str, Any], dict[str, Any]]]:
    """Write anew the results of those whose name, address or section is another one than before.

    Yields the submission, and what the student's results were and are: nothing is graded again for that.
    """
    for handed in kept:
        for student in handed.students:
            row = results.read(out, student.id)
            if row is not None and results.student_of(row) != student:
                content = {key: value for key, value in row.items() if key not in ("batch", "student")}
                yield handed, row, results.write(out, student, content)


def run(todo: Sequence[HandIn], out: Path, options: Options, encode: Encode, tell: Tell) -> None:
    """Grade these submissions and write the results. ``tell`` hears of each as it is written.

    If the grader breaks on one, the others of the session are graded again without; what broke
    it is noted in the results of its students, which then count as not graded.
    """
    for group in _groups(todo):
        done = _Done(group, out, options, encode, tell)
        try:
            done.add(judge.grade(done.submissions, options, done))
        except GraderError:
            for handed in done.missing():
                alone = _Done([handed], out, options, encode, tell)
                try:
                    alone.add(judge.grade(alone.submissions, options, alone))
                except GraderError as error:
                    alone.fault(handed, error.sentence)


def writer(
    handed: HandIn, out: Path, options: Options, encode: Encode, tell: Tell
) -> Callable[[Report | None, str], None]:
    """A function that writes the results of all who handed it in: the report, and what broke, if anything."""

    def write(report: Report | None, fault: str) -> None:
        content = {
            "key": "" if fault else results.key_of(handed, options.rung),
            "note": handed.note,
            "submitted": handed.submitted,
            "late": handed.late,
            "fault": fault,
            "report": encode(report if report is not None else _report_of([], options, None)),
        }
        tell(handed, [results.write(out, student, content) for student in handed.students])

    return write


def _groups(todo: Sequence[HandIn]) -> Iterator[list[HandIn]]:
    group: list[HandIn] = []
    pieces = 0
    for handed in todo:
        group.append(handed)
        pieces += len(handed.files)
        if pieces >= PIECES:
            yield group
            group, pieces = [], 0
    if group:
        yield group


class _Done:
    """The judge's listener: gathers each submission's exercises and writes them when all are there."""

    def __init__(
        self, group: Sequence[HandIn], out: Path, options: Options, encode: Encode, tell: Tell
    ) -> None:
        self._out, self._options, self._encode, self._tell = out, options, encode, tell
        self.submissions = [
            Submission(exercise=f.exercise, path=f.path, source=f.source, refusal=f.refusal)
            for handed in group
            for f in handed.files
        ]
        self._owners = [handed for handed in group for _ in handed.files]
        self._reports: dict[str, list[ExerciseReport]] = {handed.id: [] for handed in group}
        self._open = {handed.id: handed for handed in group}
        self._ready: list[HandIn] = [handed for handed in group if not handed.files]

    def check_done(self, index: int, result: CheckResult) -> None:
        """A check has its verdict; nothing is written yet."""

    def submission_done(self, index: int, report: ExerciseReport) -> None:
        """One of a submission's exercises is graded."""
        owner = self._owners[index]
        self._reports[owner.id].append(report)
        if len(self._reports[owner.id]) == len(owner.files):
            self._ready.append(owner)
            self._write_ready(None)

    def add(self, session: Report) -> None:
        """The session has ended: write who had nothing to grade."""
        self._write_ready(session)

    def missing(self) -> list[HandIn]:
        """Submissions of the group whose results have not been written."""
        return list(self._open.values())

    def fault(self, handed: HandIn, sentence: str) -> None:
        """Note that the grader broke on this submission."""
        self._write(handed, None, sentence)

    def _write_ready(self, session: Report | None) -> None:
        while self._ready:
            self._write(self._ready.pop(), session, "")

    def _write(self, handed: HandIn, session: Report | None, fault: str) -> None:
        order = [f.exercise.slug for f in handed.files]
        graded = sorted(self._reports[handed.id], key=lambda report: order.index(report.slug))
        report = _report_of(graded, self._options, session)
        writer(handed, self._out, self._options, self._encode, self._tell)(report, fault)
        self._open.pop(handed.id, None)


def _report_of(exercises: list[ExerciseReport], options: Options, session: Report | None) -> Report:
    import datetime
    import platform

    import grader

    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return Report(
        forklore=grader.__version__,
        python=platform.python_version(),
        platform=platform.platform(),
        rung=session.rung if session is not None else options.rung,
        witness="ptrace",
        seed=options.seed,
        started=now,
        duration=round(sum(c.duration for e in exercises for c in e.checks), 3),
        exercises=exercises,
    )
