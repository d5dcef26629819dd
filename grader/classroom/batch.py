"""Grade a class: what is new or has changed, and each student's results as soon as they are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader import judge
from grader.classroom import assignment, results
from grader.classroom.roster import HandIn
from grader.classroom.terms import Terms
from grader.errors import GraderError
from grader.intake.identity import Student
from grader.judge import Options, Settled
from grader.report import CheckResult, ExerciseReport, Report

#: Submissions in one judging session: enough to forget what a session costs, few enough for any memory.
PIECES = 120

#: Writes the results of a submission: its report, and what broke (empty if nothing did).
Write = Callable[[Report | None, str], None]
Encode = Callable[[Report], dict[str, Any]]
#: Hears of a submission when it is graded: the contents of each of its students' results.
Tell = Callable[[HandIn, Sequence[dict[str, Any]]], None]


class Plan(msgspec.Struct, frozen=True):
    """What is to be graded, and what is there already."""

    todo: tuple[HandIn, ...]
    kept: tuple[HandIn, ...]


def plan(
    everybody: Sequence[HandIn], out: Path, isolation: str, force: bool, terms: Terms | None = None
) -> Plan:
    """Who has to be graded: everybody whose files, suites or grader are not those of the results."""
    todo: list[HandIn] = []
    kept: list[HandIn] = []
    for handed in everybody:
        current = not force and _is_current(handed, out, _key(handed, isolation, terms))
        (kept if current else todo).append(handed)
    return Plan(tuple(todo), tuple(kept))


def _is_current(handed: HandIn, out: Path, key: str) -> bool:
    there = [results.read(out, student.id) for student in handed.students]
    return all(row is not None and row.get("key") == key for row in there)


def _key(handed: HandIn, isolation: str, terms: Terms | None) -> str:
    return results.key_of(handed, isolation, terms.assignment.weights if terms is not None else None)


def refreshed(
    kept: Sequence[HandIn], out: Path, terms: Terms | None = None
) -> Iterator[tuple[HandIn, dict[str, Any], dict[str, Any]]]:
    """Write anew the results of those whose name, address or terms have changed, or whose page is not there.

    Yields the submission, and what the student's results were and are: nothing is graded again for that.
    """
    for handed in kept:
        for student in handed.students:
            row = results.read(out, student.id)
            if row is None:
                continue
            content = {key: value for key, value in row.items() if key not in ("batch", "student")}
            content |= _told_of(handed)
            if handed.earlier:
                pairs = zip(row["attempts"], handed.attempts, strict=True)
                content["attempts"] = [{**old, **_told_of(one)} for old, one in pairs]
            wanted = _content(student, content, terms)
            same = wanted == {key: value for key, value in row.items() if key != "batch"}
            if not same or (terms is not None and not results.page_of(out, student).exists()):
                yield handed, row, results.write(out, student, wanted)


def _content(student: Student, content: Mapping[str, Any], terms: Terms | None) -> dict[str, Any]:
    whole = {**content, "student": msgspec.structs.asdict(student)}
    return terms.completed(whole) if terms is not None else whole


def run(
    todo: Sequence[HandIn],
    out: Path,
    options: Options,
    encode: Encode,
    tell: Tell,
    terms: Terms | None = None,
) -> None:
    """Grade these submissions and write the results. ``tell`` hears of each as it is written.

    If the grader breaks on one, the others of the session are graded again without; what broke
    it is noted in the results of its students, which then count as not graded.
    """
    for group in _groups(todo):
        done = _Done(group, options, lambda handed: writer(handed, out, options, encode, tell, terms))
        try:
            done.add(judge.grade(done.submissions, options, done))
        except GraderError:
            for handed in done.missing():
                alone = _Done([handed], options, done.writer)
                try:
                    alone.add(judge.grade(alone.submissions, options, alone))
                except GraderError as error:
                    alone.fault(handed, error.sentence)


def writer(
    handed: HandIn, out: Path, options: Options, encode: Encode, tell: Tell, terms: Terms | None = None
) -> Write:
    """A function that writes the results of all who handed it in: the report, and what broke, if anything."""

    def write(report: Report | None, fault: str) -> None:
        whole = report if report is not None else _report_of([], options, None)
        if terms is not None:
            whole = assignment.weighted(whole, terms.assignment)
        works = [] if fault else [file.work for file in handed.to_grade]
        reports = dict(zip(works, whole.exercises, strict=not fault))
        each = [_attempt(one, whole, reports, encode) for one in handed.attempts]
        content = {"key": "" if fault else _key(handed, options.isolation, terms), "fault": fault, **each[-1]}
        content |= {"attempts": each} if handed.earlier else {}
        rows = [(student, _content(student, content, terms)) for student in handed.students]
        tell(handed, [results.write(out, student, row) for student, row in rows])

    return write


def _attempt(
    handed: HandIn, whole: Report, reports: Mapping[tuple[str, bytes, str], ExerciseReport], encode: Encode
) -> dict[str, Any]:
    """What is known of one attempt: of what all of them hold, its own files."""
    own = [(file.path, reports[file.work]) for file in handed.files if file.work in reports]
    exercises = [msgspec.structs.replace(report, path=path) for path, report in own]
    return {**_told_of(handed), "report": encode(msgspec.structs.replace(whole, exercises=exercises))}


def _told_of(handed: HandIn) -> dict[str, Any]:
    known = {"note": handed.note, "submitted": handed.submitted, "late": handed.late}
    return {**known, "attempt": handed.attempt}


def _groups(todo: Sequence[HandIn]) -> Iterator[list[HandIn]]:
    group: list[HandIn] = []
    pieces = 0
    for handed in todo:
        group.append(handed)
        pieces += len(handed.to_grade)
        if pieces >= PIECES:
            yield group
            group, pieces = [], 0
    if group:
        yield group


class _Done:
    """The judge's listener: gathers each submission's exercises and writes them when all are there."""

    def __init__(self, group: Sequence[HandIn], options: Options, writer: Callable[[HandIn], Write]) -> None:
        self._options, self.writer = options, writer
        self._box = Settled(options.isolation)
        self.submissions = [file for handed in group for file in handed.to_grade]
        self._owners = [handed for handed in group for _ in handed.to_grade]
        self._reports: dict[str, dict[int, ExerciseReport]] = {handed.id: {} for handed in group}
        self._open = {handed.id: handed for handed in group}
        self._ready: list[HandIn] = [handed for handed in group if not handed.to_grade]

    def settled(self, settled: Settled) -> None:
        """What keeps the submissions in is known."""
        self._box = settled

    def check_done(self, index: int, result: CheckResult) -> None:
        """A check has its verdict; nothing is written yet."""

    def silent(self) -> None:
        """Say nothing."""

    def submission_done(self, index: int, report: ExerciseReport) -> None:
        """One of a submission's exercises is graded."""
        owner = self._owners[index]
        self._reports[owner.id][index] = report
        if len(self._reports[owner.id]) == len(owner.to_grade):
            self._ready.append(owner)
            self._write_ready()

    def add(self, session: Report) -> None:
        """The session has ended: write who had nothing to grade."""
        self._write_ready()

    def missing(self) -> list[HandIn]:
        """Submissions of the group whose results have not been written."""
        return list(self._open.values())

    def fault(self, handed: HandIn, sentence: str) -> None:
        """Note that the grader broke on this submission."""
        self._write(handed, sentence)

    def _write_ready(self) -> None:
        while self._ready:
            self._write(self._ready.pop(), "")

    def _write(self, handed: HandIn, fault: str) -> None:
        graded = [report for _, report in sorted(self._reports[handed.id].items())]
        self.writer(handed)(_report_of(graded, self._options, self._box), fault)
        self._open.pop(handed.id, None)


def _report_of(exercises: list[ExerciseReport], options: Options, box: Settled | None) -> Report:
    import datetime
    import platform

    import grader

    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return Report(
        forklore=grader.__version__,
        python=platform.python_version(),
        platform=platform.platform(),
        isolation=box.isolation if box is not None else options.isolation,
        probes=list(box.probes) if box is not None else [],
        notices=list(box.notices) if box is not None else [],
        witness="ptrace",
        seed=options.seed,
        started=now,
        duration=round(sum(c.duration for e in exercises for c in e.checks), 3),
        exercises=exercises,
    )
