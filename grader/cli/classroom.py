"""``grade batch`` and ``grade release``: for those who teach."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import atomic_file, messages
from grader.cli import faults
from grader.cli.grading import columns
from grader.errors import UsageError
from grader.messages import teacher

if TYPE_CHECKING:
    from grader.classroom.assignment import Assignment
    from grader.classroom.roster import HandIn
    from grader.classroom.terms import Terms
    from grader.cli.taking import Intake
    from grader.intake.identity import Student
    from grader.judge import Options
    from grader.render.text.block import Known


def batch(
    intake: Intake,
    out: str,
    slugs: Sequence[str],
    only: Sequence[str],
    force: bool,
    jobs: int | None,
    seed: int | None,
    isolation: str,
    require: str,
    cluster: str | None,
    allow_unboxed: bool,
    assignment: str | None,
    extensions: str | None,
    feedback: str | None,
    attempts: str | None,
) -> int:
    """Grade a class; the exit code is 3 if somebody could not be graded."""
    faults.require_linux()
    from grader.bank import load_bank
    from grader.classroom import batch as course
    from grader.cli.deal import Deal
    from grader.course import located

    if isolation == "none" and not allow_unboxed:
        raise UsageError(*teacher.UNBOXED_CLASS)
    folder, bank = Path(out), load_bank()
    deal = Deal(folder, assignment, extensions, attempts, feedback)
    everybody = intake.hand_ins(bank, deal.asked(bank, slugs), deal.attempts)
    terms = deal.terms(everybody, bank, slugs)
    intake.unmatched += deal.unmatched(everybody)
    located.remember(folder)
    whole = [handed for handed in everybody if handed.id not in intake.held]
    plan = course.plan(_chosen(whole, only), folder, isolation, force, terms)
    options = _options(jobs, seed, isolation, "none" if allow_unboxed else require)
    if plan.kept:
        faults.emit(teacher.kept(len(plan.kept)) + "\n")
    _grade(cluster, plan.todo, whole, folder, options, terms)
    return _summary(everybody, folder, terms)


def _options(jobs: int | None, seed: int | None, isolation: str, require: str) -> Options:
    from grader import judge

    drawn = secrets.randbelow(2**32) if seed is None else seed
    return judge.Options(jobs=jobs or judge.usual_jobs(), seed=drawn, isolation=isolation, require=require)


def _grade(
    cluster: str | None,
    todo: Sequence[HandIn],
    everybody: Sequence[HandIn],
    folder: Path,
    options: Options,
    terms: Terms,
) -> None:
    """Grade ``todo``, here or on a cluster; the results of all others follow the terms."""
    from grader.bank import load_catalogue
    from grader.classroom import batch as course
    from grader.classroom import results
    from grader.render import jsonreport

    told = _Told(len(todo), folder, load_catalogue(), terms.feedback)
    ids = {handed.id for handed in todo}
    others = [handed for handed in everybody if handed.id not in ids]
    for handed, before, row in course.refreshed(others, folder, terms):
        results.page_of(folder, results.student_of(before)).unlink(missing_ok=True)
        told.page(handed, row)
    if cluster:
        from grader.classroom import cluster as machines

        machines.run(cluster, todo, folder, options, jsonreport.as_dict, told, terms=terms)
    else:
        course.run(todo, folder, options, jsonreport.as_dict, told, terms)


def _names(student: Student) -> tuple[str, ...]:
    return student.name.casefold(), student.email.casefold()


def _chosen(everybody: list[HandIn], only: Sequence[str]) -> list[HandIn]:
    """Return the submissions of those who are named: by id, or by an address or a name that one alone has."""
    students = [student for handed in everybody for student in handed.students]
    wanted = set()
    for name in only:
        found = [student.id for student in students if name == student.id]
        found = found or [one.id for one in students if name.casefold() in _names(one)]
        if len(found) != 1:
            raise UsageError(*teacher.no_such_student(name, found))
        wanted.add(found[0])
    return [
        handed for handed in everybody if not only or wanted & {student.id for student in handed.students}
    ]


class _Told:
    """Says who has been graded and how long the rest will take; writes the student's page."""

    def __init__(self, total: int, folder: Path, catalogue: Mapping[str, Known], feedback: str) -> None:
        self._total, self._done, self._begin = total, 0, time.monotonic()
        self._folder, self._catalogue, self._feedback = folder, catalogue, feedback

    def __call__(self, handed: HandIn, rows: Sequence[dict[str, Any]]) -> None:
        for row in rows:
            self.page(handed, row)
        self._done += 1
        spent = time.monotonic() - self._begin
        points = messages.points_of(rows[0]["points"], rows[0]["max_points"])
        faults.note(teacher.progress(self._done, self._total, handed.label, points, spent))

    def page(self, handed: HandIn, row: Mapping[str, Any]) -> None:
        """Write the page of one student, with a picture of what did not pass."""
        from grader.classroom import results
        from grader.render import html
        from grader.render.picture import frame
        from grader.render.picture.page import script_source

        counted = (one for one in handed.attempts if one.attempt == row["attempt"])
        sources = {file.exercise.slug: file.source for one in counted for file in one.files}
        pictures = frame.frames(row, sources, self._catalogue, self._feedback)
        page = html.page(row, self._catalogue, self._feedback, pictures, script_source())
        atomic_file.write(page, results.page_of(self._folder, results.student_of(row)))


def _summary(everybody: Sequence[HandIn], folder: Path, terms: Terms) -> int:
    from grader.classroom import gone, results
    from grader.render import table

    students = sorted((student for handed in everybody for student in handed.students), key=lambda s: s.id)
    rows = [row for student in students if (row := results.marks(folder, student.id)) is not None]
    atomic_file.write(table.as_csv(rows, terms.assignment.slugs), folder / "grades.csv")
    faults.emit(table.as_lines(rows))
    if labels := gone.set_aside(folder, {student.id for student in students}):
        faults.say(*teacher.set_aside(labels, str(folder / gone.FOLDER)))
    if len(rows) < len(students):
        faults.emit(teacher.not_yet(len(students) - len(rows)) + "\n")
    broken = sum(bool(row["fault"]) or not row["report"]["complete"] for row in rows)
    faults.emit("\n" + teacher.done(len(rows), broken, str(folder / "grades.csv")) + "\n")
    return faults.FAULT if broken else 0


def insight(results: str, html: str | None, as_json: bool) -> int:
    """Say what a class has not understood."""
    from grader import atomic_file
    from grader.bank import load_catalogue
    from grader.classroom import insight as course
    from grader.classroom import results as stored
    from grader.cli.machine import documents
    from grader.course import located
    from grader.render import insight_page as shown

    if html:
        atomic_file.check_target(Path(html))
    located.recalled(Path(results))
    found = course.look(stored.everybody(Path(results)))
    if not found.students:
        raise UsageError(*teacher.NO_RESULTS)
    catalogue = load_catalogue()
    if html:
        atomic_file.write(shown.page(found, catalogue).encode(), Path(html))
    faults.emit(documents.encode(found) if as_json else shown.lines(found, catalogue, columns()))
    return 0


def book(
    results: str,
    db: str,
    assignment: str | None,
    course: str,
    due: str | None,
    late: str,
    remove: bool,
    as_json: bool,
) -> int:
    """Write a class's scores into nbgrader's gradebook."""
    from grader.bank import load_bank
    from grader.classroom import dates
    from grader.classroom import results as stored
    from grader.course import located
    from grader.notebook import gradebook

    agreed = _agreed(Path(results))
    located.recalled(Path(results))
    name = assignment or (agreed.name if agreed is not None else load_bank().courses[0].name)
    date = dates.parse(due) if due is not None else agreed.due if agreed is not None else None
    rows = list(stored.everybody(Path(results)))
    opened = gradebook.opened(db, course)
    try:
        count = gradebook.sync(opened, rows, name, date, late)
        others = gradebook.others(opened, name, rows, remove)
    finally:
        opened.close()
    code, left_out = (faults.FAULT if count < len(rows) else 0), len(rows) - count
    if as_json:
        from grader.cli.machine import answers

        return answers.booked(db, name, date, count, left_out, code, others=others, removed=remove)
    faults.emit(f"{teacher.due(date)}\n" if date is not None else "")
    faults.emit(teacher.synced(count, left_out, name, db) + "\n")
    if others:
        faults.say(*teacher.other_scores(others, remove))
    return code


def _agreed(folder: Path) -> Assignment | None:
    """Return the assignment that the results were graded as, None without one."""
    from grader.classroom import assignment

    return assignment.read(folder) if (folder / assignment.NAME).is_file() else None
