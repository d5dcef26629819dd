"""``grade batch`` and ``grade release``: for those who teach."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import messages
from grader.cli import faults
from grader.cli.grading import columns
from grader.course import sentences
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.bank import Bank
    from grader.course.roster import Student
    from grader.judge import Options
    from grader.render.terminal import Known


def batch(
    submissions: str,
    out: str,
    slugs: Sequence[str],
    only: Sequence[str],
    layout: str,
    force: bool,
    jobs: int | None,
    seed: int | None,
    rung: str,
    require: str,
    cluster: str | None,
    allow_unboxed: bool,
) -> int:
    """Grade a class; the exit code is 3 if somebody could not be graded."""
    faults.require_linux()
    from grader import judge
    from grader.bank import load_bank
    from grader.course import batch as course
    from grader.course import results

    if rung == "none" and not allow_unboxed:
        raise UsageError(*sentences.UNBOXED_CLASS)
    bank = load_bank()
    everybody = _chosen(_handed_in(Path(submissions), bank, slugs, layout), only)
    folder = Path(out)
    results.prepare(folder)
    plan = course.plan(everybody, folder, rung, force)
    options = judge.Options(
        jobs=jobs or judge.usual_jobs(),
        seed=secrets.randbelow(2**32) if seed is None else seed,
        rung=rung,
        require="none" if allow_unboxed else require,
    )
    if plan.kept:
        faults.emit(sentences.kept(len(plan.kept)) + "\n")
    _grade(cluster, plan.todo, folder, options)
    return _summary(everybody, folder, bank, slugs)


def _handed_in(folder: Path, bank: Bank, slugs: Sequence[str], layout: str) -> list[Student]:
    """Everybody who has handed something in; says how that is laid out."""
    from grader.course import roster

    for slug in slugs:
        bank.find(slug)
    found = roster.students(folder, bank, slugs, layout)
    faults.emit(sentences.layouts([student.layout for student in found]) + "\n")
    return found


def _grade(cluster: str | None, todo: Sequence[Student], folder: Path, options: Options) -> None:
    """Grade these students, here or on a cluster."""
    from grader.bank import load_catalogue
    from grader.course import batch as course
    from grader.render import jsonreport

    told = _Told(len(todo), folder, load_catalogue())
    if cluster:
        from grader.course import cluster as machines

        machines.run(cluster, todo, folder, options, jsonreport.as_dict, told)
    else:
        course.run(todo, folder, options, jsonreport.as_dict, told)


def _chosen(everybody: list[Student], only: Sequence[str]) -> list[Student]:
    names = {student.name for student in everybody}
    for name in only:
        if name not in names:
            raise UsageError(*sentences.no_such_student(name))
    return [student for student in everybody if not only or student.name in only]


class _Told:
    """Says who has been graded and how long the rest will take; writes the student's page."""

    def __init__(self, total: int, folder: Path, catalogue: Mapping[str, Known]) -> None:
        self._total, self._done, self._begin = total, 0, time.monotonic()
        self._folder, self._catalogue = folder, catalogue

    def __call__(self, student: Student, content: dict[str, Any]) -> None:
        from grader.course import results
        from grader.render import html

        page = html.page(content, self._catalogue)
        results.write_whole(results.file_of(self._folder, student.name).with_suffix(".html"), page)
        self._done += 1
        spent = time.monotonic() - self._begin
        points = messages.points_of(content["report"]["points"], content["report"]["max_points"])
        faults.note(sentences.progress(self._done, self._total, student.name, points, spent))


def _summary(everybody: Sequence[Student], folder: Path, bank: Bank, slugs: Sequence[str]) -> int:
    from grader.course import results
    from grader.render import table

    rows = [row for student in everybody if (row := results.marks(folder, student.name)) is not None]
    asked = set(slugs) or {e["slug"] for row in rows for e in row["report"]["exercises"]}
    worth = {exercise.slug: exercise.points for exercise in bank.exercises if exercise.slug in asked}
    results.write_whole(folder / "grades.csv", table.as_csv(rows, worth))
    faults.emit(table.as_lines(rows, worth))
    broken = sum(bool(row["fault"]) or not row["report"]["complete"] for row in rows)
    faults.emit("\n" + sentences.done(len(rows), broken, str(folder / "grades.csv")) + "\n")
    return faults.FAULT if broken else 0


def release(
    out: str | None,
    slugs: Sequence[str],
    hidden: bool,
    as_zip: bool,
    gradescope: bool,
    nbgrader: str | None,
    assignment: str,
    feedback: str,
) -> int:
    """Write what students are given."""
    if nbgrader is not None:
        return _notebooks(Path(nbgrader), assignment, slugs, feedback)
    if out is None:
        raise UsageError(*sentences.NO_OUT)
    from grader.bank import load_bank
    from grader.course import release as course
    from grader.course import results

    files = course.contents(load_bank(), slugs, hidden or gradescope)
    if gradescope:
        from grader.course import gradescope as autograder

        hidden, target = True, Path(out if out.endswith(".zip") else f"{out}.zip")
        results.write_whole(target, course.as_zip(autograder.contents(files), ""))
    elif as_zip:
        target = Path(out if out.endswith(".zip") else f"{out}.zip")
        results.write_whole(target, course.as_zip(files))
    else:
        target = Path(out)
        course.write_folder(target, files)
    faults.emit(sentences.released(str(target), len(files), hidden) + "\n")
    return 0


def _notebooks(folder: Path, assignment: str, slugs: Sequence[str], feedback: str) -> int:
    from grader.bank import load_bank
    from grader.notebook import course

    files = course.contents(load_bank(), assignment, slugs, feedback)
    kept = course.write(folder, files)
    faults.emit(sentences.source_notebooks(str(folder), assignment, len(files) - 1) + "\n")
    for name in kept:
        faults.say(*sentences.config_kept(str(folder / name)))
    return 0


def insight(results: str, html: str | None) -> int:
    """Say what a class has not understood."""
    from grader.bank import load_catalogue
    from grader.course import insight as course
    from grader.course import results as stored
    from grader.render import files
    from grader.render import insight as shown

    if html:
        files.check_target(Path(html))
    found = course.look(stored.everybody(Path(results)))
    if not found.students:
        raise UsageError(*sentences.NO_RESULTS)
    catalogue = load_catalogue()
    if html:
        files.write(shown.page(found, catalogue).encode(), Path(html))
    faults.emit(shown.lines(found, catalogue, columns()))
    return 0


def book(results: str, db: str, assignment: str, course: str, due: str | None, late: str) -> int:
    """Write a class's scores into nbgrader's gradebook."""
    from grader.course import gradebook
    from grader.course import results as stored

    rows = list(stored.everybody(Path(results)))
    opened = gradebook.opened(db, course)
    try:
        count = gradebook.sync(opened, rows, assignment, due, late)
    finally:
        opened.close()
    faults.emit(sentences.synced(count, len(rows) - count, assignment, db) + "\n")
    return faults.FAULT if count < len(rows) else 0
