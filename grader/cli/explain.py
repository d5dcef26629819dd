"""``grade explain TARGET [EXERCISE] [CHECK]``: grade one exercise and show one of its checks."""

from __future__ import annotations

import secrets
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader import atomic_file, messages
from grader.cli import faults, here
from grader.cli.grading import GradeRequest, coloured, columns, next_steps, replaying, take_in
from grader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.bank import Bank
    from grader.cli.here import Here
    from grader.judge import SubmittedFile
    from grader.report import CheckResult, Report


def run(
    *,
    target: str | None,
    names: tuple[str, ...],
    as_slug: str | None,
    seed: int | None,
    isolation: str,
    require: str,
    html: str | None = None,
    schedule: str | None = None,
    as_json: bool = False,
) -> int:
    """Grade, show one check, and return the exit code of grading."""
    faults.require_linux()
    from grader.bank import load_bank

    if html is not None:
        atomic_file.check_target(Path(html))
    bank = load_bank()
    place = here.find(bank)
    if target is None and place is None:
        raise UsageError(*messages.EXPLAIN_NEEDS_ONE)
    request = GradeRequest(
        target=target, as_slug=as_slug, jobs=1, seed=seed, isolation=isolation, require=require,
        schedule=schedule,
    )  # fmt: skip
    submission, wanted = one(bank, here.settled(request, place), names)
    report, place = _run_of(place, submission, request)
    if html is not None:
        _drawn(Path(html), report, submission, wanted, bank)
        return report.exit_code
    return _told(report, request, place, wanted, as_json, bank)


def _told(
    report: Report, request: GradeRequest, place: Here | None, wanted: str, as_json: bool, bank: Bank
) -> int:
    """Show the check, for a person or a program."""
    from grader.bank import load_catalogue
    from grader.render import explained, terminal

    catalogue = load_catalogue(*bank.courses)
    (exercise,) = report.exercises
    ran = bool(exercise.checks) and not exercise.refusal
    check = _chosen(report, wanted) if ran else None
    if as_json:
        from grader.cli.machine import answers, documents

        documents.emit(answers.explanation(report, check, catalogue))
        return report.exit_code
    steps = [step for step in next_steps(report, request, place) if step[0] != messages.WHY]
    if check is None:  # nothing ran: the report says it all
        faults.emit(terminal.render(report, catalogue, steps, width=columns(), colour=coloured()))
    else:
        faults.emit(explained.render(report, check, catalogue, steps, width=columns(), colour=coloured()))
    return report.exit_code


def _run_of(
    place: Here | None, submission: SubmittedFile, request: GradeRequest
) -> tuple[Report, Here | None]:
    """Return the run that is remembered, else a new one, and the started folder as it is then."""
    if request.schedule is not None:  # one order of one check is no run to remember
        return _graded(submission, request), place
    if request.seed is None and request.isolation == "auto":
        report = here.remembered(place, submission)
        if report is not None:
            return report, place
    report = _graded(submission, request)
    return report, here.noted(place, report, [submission])


def _chosen(report: Report, wanted: str) -> CheckResult:
    """Return the check that was typed, else the first that says something. UsageError if there is none."""
    from grader import safe
    from grader.render import explained

    (exercise,) = report.exercises
    check = explained.chosen(exercise.checks, wanted)
    if check is None:
        shown = [explained.name_of(check) for check in exercise.checks]
        raise UsageError(*messages.no_such_check(safe.line(wanted), shown))
    return check


def _drawn(path: Path, report: Report, submission: SubmittedFile, wanted: str, bank: Bank) -> None:
    """Write the page that shows the processes event by event, and say where it is."""
    from grader.bank import load_catalogue
    from grader.learner import sentences
    from grader.render.picture import page

    (exercise,) = report.exercises
    first = _chosen(report, wanted) if exercise.checks else None
    source = submission.source.decode("utf-8", "replace")
    atomic_file.write(page.render(exercise, source, load_catalogue(*bank.courses), first), path)
    faults.emit(f"{sentences.page_written(str(path))}\n")


def _graded(submission: SubmittedFile, request: GradeRequest) -> Report:
    """Grade the one submission."""
    from grader import judge
    from grader.cli.progress import Progress

    seed = secrets.randbelow(2**32) if request.seed is None else request.seed
    options = judge.Options(jobs=1, seed=seed, isolation=request.isolation, require=request.require)
    if request.schedule is not None:
        options = replaying(options, [submission], request.schedule)
    with Progress(sys.stderr, 1, lines=False) as listener:
        return judge.grade([submission], options, listener)


def one(bank: Bank, request: GradeRequest, names: Sequence[str]) -> tuple[SubmittedFile, str]:
    """Return the only submission, and the part of a check's name that was typed, if any."""
    target = Path(request.target or "")
    words = list(names)
    if target.is_dir() and not request.slugs and words and words[0] in bank.slugs:
        request = replace(request, slugs=(words.pop(0),))
    submissions = take_in(target, bank, request)
    if len(submissions) != 1:
        if words:
            bank.find(words[0])
        raise UsageError(*messages.too_many(str(target), [s.exercise.slug for s in submissions]))
    if len(words) > 1:
        raise UsageError(*messages.too_many_words(words[1]))
    return submissions[0], words[0] if words else ""
