"""The documents of ``--json``, made from what commands know."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from grader.cli import faults
from grader.cli.machine import documents
from grader.cli.machine import learner_documents as learners
from grader.cli.machine import teacher_documents as teachers
from grader.messages.causes import trap_of
from grader.render import explained

if TYPE_CHECKING:
    from datetime import datetime

    from grader.bank import Bank
    from grader.cli.here import Here
    from grader.course.diagnoses import Diagnosis
    from grader.exercise import Exercise
    from grader.report import CheckResult, Report

#: Columns of a story that a program reads.
WIDTH = 100


def listing(bank: Bank, place: Here | None) -> learners.ListDocument:
    """Return what ``grade list`` tells."""
    return learners.ListDocument(
        folder=str(place.home) if place is not None else "",
        current=place.track.current.slug if place is not None else "",
        exercises=[listed(exercise, place) for exercise in bank.exercises],
        broken=[sentence for sentence, _ in bank.broken.values()],
    )


def listed(exercise: Exercise, place: Here | None) -> learners.ListedExercise:
    """Return an exercise, and how far the learner is with it."""
    standing = place.track.standing(exercise.slug) if place is not None else None
    return learners.ListedExercise(
        slug=exercise.slug,
        topic=exercise.topic,
        title=exercise.title,
        points=exercise.points,
        start_methods=list(exercise.start_methods),
        functions=list(exercise.functions),
        path=place.path(exercise) if place is not None else "",
        earned=standing.points if standing is not None else None,
        passed=place is not None and place.track.passed(exercise.slug),
    )


def started(bank: Bank, place: Here, written: int) -> learners.StartDocument:
    """Return what ``grade start`` has made."""
    return learners.StartDocument(
        folder=str(place.home),
        written=written,
        current=listed(place.track.current, place),
        broken=[sentence for sentence, _ in bank.broken.values()],
    )


def gone_on(place: Here, before: Exercise, chosen: Exercise | None) -> learners.NextDocument:
    """Return where ``grade next`` leads; None if there is nothing left."""
    return learners.NextDocument(
        folder=str(place.home),
        before=before.slug,
        current=listed(chosen, place) if chosen is not None else None,
        done=place.track.done,
        total=len(place.track.bank.exercises),
    )


def doctor(require: str | None) -> int:
    """Print what ``grade doctor`` finds."""
    faults.require_linux()
    from grader.cli.doctor import concluded
    from grader.isolation import survey
    from grader.isolation.levels import LEVELS
    from grader.warden.deadlock.stacks import py_spy

    found = [survey.examine(name) for name in (LEVELS if require is None else [require])]
    code = faults.FAULT if any(one.name == require and not one.holds for one in found) else 0
    return documents.emit(
        documents.DoctorDocument(
            system=f"{platform.system()} {platform.release()}",
            python=platform.python_version(),
            cpus=len(os.sched_getaffinity(0)),
            lines="py-spy" if py_spy() else "faulthandler",
            levels=[documents.tried(level) for level in found],
            conclusion=concluded(found) if require is None else None,
            exit_code=code,
        )
    )


def proof(tier: str, slugs: Sequence[str], complaints: Sequence[str]) -> documents.ProofDocument:
    """Return what ``grade author check`` found."""
    return documents.ProofDocument(
        tier=tier, exercises=list(slugs), complaints=list(complaints), exit_code=1 if complaints else 0
    )


def booked(
    gradebook: str,
    assignment: str,
    due: datetime | None,
    students: int,
    unfinished: int,
    exit_code: int,
    *,
    missing: Sequence[str] = (),
    others: Sequence[str] = (),
    removed: bool = False,
) -> int:
    """Print whose scores were written into a gradebook."""
    return documents.emit(
        teachers.BookDocument(
            gradebook=gradebook,
            assignment=assignment,
            due=due.isoformat() if due is not None else None,
            students=students,
            unfinished=unfinished,
            missing=list(missing),
            others=list(others),
            removed=removed,
            exit_code=exit_code,
        )
    )


def written(
    slugs: Sequence[str], files: Sequence[str], remarks: Sequence[str] = (), exit_code: int = 0
) -> int:
    """Print what was written for an author."""
    return documents.emit(
        documents.WrittenDocument(
            exercises=list(slugs), files=list(files), remarks=list(remarks), exit_code=exit_code
        )
    )


def explanation(
    report: Report, check: CheckResult | None, catalogue: Mapping[str, Diagnosis]
) -> learners.ExplainDocument:
    """Return what ``grade explain`` tells of a check; None if the answer was not taken in."""
    (exercise,) = report.exercises
    entry = catalogue.get(trap_of(check.diagnosis)) if check is not None else None
    return learners.ExplainDocument(
        exercise=exercise.slug,
        check=check.id if check is not None else "",
        title=check.title if check is not None else "",
        verdict=check.verdict.value if check is not None else "",
        message=check.message if check is not None else exercise.refusal,
        line=check.line if check is not None else 0,
        code=check.code if check is not None else "",
        diagnosis=check.diagnosis if check is not None else None,
        about=f"{entry.title}. {entry.what_happens} {entry.why}" if entry is not None else "",
        questions=list(entry.hints) if entry is not None else [],
        read_more=entry.read_more if entry is not None else "",
        schedule=check.schedule if check is not None else "",
        story=explained.render(report, check, catalogue, width=WIDTH) if check is not None else "",
        exit_code=report.exit_code,
    )
