"""Grade a class: what is new or has changed, and each student's results as soon as they are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader import judge
from grader.course import results
from grader.course.roster import Student
from grader.errors import GraderError
from grader.judge import Options, Submission
from grader.scoring import CheckResult, ExerciseReport, Report

#: Submissions in one judging session: enough to forget what a session costs, few enough for any memory.
PIECES = 120

Encode = Callable[[Report], dict[str, Any]]
Tell = Callable[[Student, dict[str, Any]], None]


class Plan(msgspec.Struct, frozen=True):
    """What is to be graded, and what is there already."""

    todo: tuple[Student, ...]
    kept: tuple[Student, ...]


def plan(everybody: Sequence[Student], out: Path, rung: str, force: bool) -> Plan:
    """Who has to be graded: everybody whose files, suites or grader are not those of the results."""
    todo: list[Student] = []
    kept: list[Student] = []
    for student in everybody:
        there = results.read(out, student.name)
        current = there is not None and there.get("key") == results.key_of(student, rung)
        (kept if current and not force else todo).append(student)
    return Plan(tuple(todo), tuple(kept))


def run(todo: Sequence[Student], out: Path, options: Options, encode: Encode, tell: Tell) -> None:
    """Grade these students and write their results. ``tell`` hears of each as it is written.

    If the grader breaks on a student, the others of the session are graded again without; what broke
    it is noted in the student's results, which then count as not graded.
    """
    for group in _groups(todo):
        done = _Done(group, out, options, encode, tell)
        try:
            done.add(judge.grade(done.submissions, options, done))
        except GraderError:
            for student in done.missing():
                alone = _Done([student], out, options, encode, tell)
                try:
                    alone.add(judge.grade(alone.submissions, options, alone))
                except GraderError as error:
                    alone.fault(student, error.sentence)


def writer(
    student: Student, out: Path, options: Options, encode: Encode, tell: Tell
) -> Callable[[Report | None, str], None]:
    """A function that writes this student's results: the report, and what broke (empty if nothing did)."""

    def write(report: Report | None, fault: str) -> None:
        content = {
            "student": student.name,
            "key": "" if fault else results.key_of(student, options.rung),
            "note": student.note,
            "submitted": student.submitted,
            "fault": fault,
            "report": encode(report if report is not None else _report_of([], options, None)),
        }
        results.write(out, student.name, content)
        tell(student, content)

    return write


def _groups(todo: Sequence[Student]) -> Iterator[list[Student]]:
    group: list[Student] = []
    pieces = 0
    for student in todo:
        group.append(student)
        pieces += len(student.files)
        if pieces >= PIECES:
            yield group
            group, pieces = [], 0
    if group:
        yield group


class _Done:
    """The judge's listener: gathers each student's exercises and writes them when all are there."""

    def __init__(
        self, group: Sequence[Student], out: Path, options: Options, encode: Encode, tell: Tell
    ) -> None:
        self._out, self._options, self._encode, self._tell = out, options, encode, tell
        self.submissions = [
            Submission(exercise=f.exercise, path=f.path, source=f.source, refusal=f.refusal)
            for student in group
            for f in student.files
        ]
        self._owners = [student for student in group for _ in student.files]
        self._reports: dict[str, list[ExerciseReport]] = {student.name: [] for student in group}
        self._open = {student.name: student for student in group}
        self._ready: list[Student] = [student for student in group if not student.files]

    def check_done(self, index: int, result: CheckResult) -> None:
        """A check has its verdict; nothing is written yet."""

    def submission_done(self, index: int, report: ExerciseReport) -> None:
        """One of a student's exercises is graded."""
        owner = self._owners[index]
        self._reports[owner.name].append(report)
        if len(self._reports[owner.name]) == len(owner.files):
            self._ready.append(owner)
            self._write_ready(None)

    def add(self, session: Report) -> None:
        """The session has ended: write who had nothing to grade."""
        self._write_ready(session)

    def missing(self) -> list[Student]:
        """Students of the group whose results have not been written."""
        return list(self._open.values())

    def fault(self, student: Student, sentence: str) -> None:
        """Note that the grader broke on this student."""
        self._write(student, None, sentence)

    def _write_ready(self, session: Report | None) -> None:
        while self._ready:
            self._write(self._ready.pop(), session, "")

    def _write(self, student: Student, session: Report | None, fault: str) -> None:
        order = [f.exercise.slug for f in student.files]
        graded = sorted(self._reports[student.name], key=lambda report: order.index(report.slug))
        report = _report_of(graded, self._options, session)
        writer(student, self._out, self._options, self._encode, self._tell)(report, fault)
        self._open.pop(student.name, None)


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
