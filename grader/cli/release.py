"""``grade release``: write what students, or a platform that grades, are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader import atomic_file
from grader.cli import faults
from grader.errors import UsageError
from grader.messages import teacher

if TYPE_CHECKING:
    from grader.bank import Bank
    from grader.classroom.assignment import Assignment
    from grader.cli.machine.teacher_documents import Form


class ReleaseRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed."""

    out: str | None
    slugs: tuple[str, ...]
    hidden: bool
    as_zip: bool
    gradescope: bool
    classroom50: str | None
    nbgrader: str | None
    assignment: str | None
    due: str | None
    weights: tuple[str, ...]
    feedback: str
    offline: bool
    pythons: tuple[str, ...]


def run(request: ReleaseRequest, as_json: bool) -> int:
    """Write a release in the form that was asked for."""
    from grader.bank import load_bank

    forms = [request.nbgrader, request.classroom50, request.gradescope, request.as_zip]
    if sum(map(bool, forms)) > 1 or (request.out and (request.nbgrader or request.classroom50)):
        raise UsageError(*teacher.ONE_FORM)
    bank = load_bank()
    if request.nbgrader is not None:
        return _notebooks(bank, Path(request.nbgrader), request, as_json)
    target = request.classroom50 or request.out
    if target is None:
        raise UsageError(*teacher.NO_OUT)
    from grader.release import build

    asked = _assignment(bank, request, Path(target.removesuffix(".zip")).resolve().name)
    hidden = request.hidden or request.gradescope
    files = build.contents(bank, asked, hidden, _wheels(request))
    form: Form = "archive" if request.as_zip else "folder"
    if request.classroom50 is not None:
        from grader.platforms import classroom50

        form, files = "classroom50", classroom50.contents(files, asked.name, hidden)
    if request.gradescope:
        from grader.platforms import gradescope

        form, files = "gradescope", gradescope.contents(files)
    written = _write(Path(target), files, request)
    if as_json:
        return _machine(form, written, asked, hidden, files)
    said = teacher.released(written, len(files), hidden)
    if request.classroom50 is not None:
        said = teacher.for_classroom50(target, hidden)
    faults.emit(f"{teacher.assigned(asked)}\n{said}\n")
    return 0


def _machine(
    form: Form, path: str, asked: Assignment, hidden: bool, files: Iterable[str], kept: Sequence[str] = ()
) -> int:
    """Print what was written, for programs."""
    from grader.cli.machine import documents, teacher_documents

    return documents.emit(
        teacher_documents.ReleaseDocument(
            form=form,
            path=path,
            assignment=asked.name,
            exercises=list(asked.slugs),
            due=asked.due.isoformat() if asked.due is not None else None,
            hidden=hidden,
            files=sorted(set(files) - set(kept)),
            kept=list(kept),
        )
    )


def _write(out: Path, files: dict[str, bytes], request: ReleaseRequest) -> str:
    """Write a folder, or an archive of one; return its path."""
    from grader.release import build

    if not request.gradescope and not request.as_zip:
        build.write_folder(out, files)
        return str(out)
    archive = out if out.suffix == ".zip" else out.with_name(f"{out.name}.zip")
    atomic_file.write(build.as_zip(files, "" if request.gradescope else f"{archive.stem}/"), archive)
    return str(archive)


def _assignment(bank: Bank, request: ReleaseRequest, place: str) -> Assignment:
    """Return what the release asks for; without a name it is called like the place that it is written to."""
    from grader.classroom import assignment, dates

    slugs = list(dict.fromkeys(request.slugs)) or list(bank.slugs)
    for slug in slugs:
        bank.find(slug)
    due = None if request.due is None else dates.parse(request.due)
    return assignment.make(request.assignment or place, slugs, _weights(request.weights), due)


def _weights(typed: Sequence[str]) -> dict[str, float]:
    """Read ``EXERCISE=NUMBER``."""
    found = {}
    for word in typed:
        slug, _, number = word.partition("=")
        try:
            found[slug] = float(number)
        except ValueError:
            raise UsageError(*teacher.no_weight(word)) from None
    return found


def _wheels(request: ReleaseRequest) -> dict[str, bytes]:
    """Fetch the wheels of an offline release."""
    if not request.offline and not request.pythons:
        return {}
    from grader.platforms import classroom50, gradescope
    from grader.release import build, wheelhouse

    platform: tuple[str, ...] = gradescope.PYTHONS if request.gradescope else ()
    platform = (classroom50.PYTHON,) if request.classroom50 else platform
    project, pins = (build.project_file(name).decode() for name in (build.PROJECT, build.PINS))
    faults.note(teacher.FETCHING)
    return wheelhouse.fetch(project, pins, (*platform, *request.pythons), running=not platform)


def _notebooks(bank: Bank, folder: Path, request: ReleaseRequest, as_json: bool) -> int:
    from grader.course import located
    from grader.notebook import nbgrader_course

    asked = _assignment(bank, request, bank.courses[0].name)
    files = nbgrader_course.contents(bank, asked, request.feedback)
    kept = nbgrader_course.write(folder, files)
    located.remember(folder)
    if as_json:
        return _machine("nbgrader", str(folder), asked, True, files, kept)
    count = sum(name.endswith(".ipynb") for name in files)
    faults.emit(teacher.source_notebooks(str(folder), asked, count) + "\n")
    for config in kept:
        faults.say(*teacher.config_kept(str(folder / config)))
    return 0


def scores50(results: str, scores: str, assignment: str, as_json: bool) -> int:
    """Write a class's points into Classroom 50's scores.json."""
    from grader.classroom import results as stored
    from grader.platforms import scores50 as course

    rows = list(stored.everybody(Path(results)))
    written, missing = course.put(Path(scores), assignment, rows)
    unfinished = len(rows) - written - len(missing)
    code = 0 if written == len(rows) else faults.FAULT
    if as_json:
        from grader.cli.machine import answers

        return answers.booked(scores, assignment, None, written, unfinished, code, missing=missing)
    faults.emit(teacher.scores_put(written, unfinished, missing, scores) + "\n")
    return code
