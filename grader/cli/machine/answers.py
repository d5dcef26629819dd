"""The documents of ``--json``, made from what commands know."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from grader.cli import faults
from grader.cli.machine import documents
from grader.messages.causes import trap_of
from grader.render import explained

if TYPE_CHECKING:
    from grader.bank import Bank
    from grader.cli.here import Here
    from grader.course.diagnoses import Diagnosis
    from grader.exercise import Exercise
    from grader.report import CheckResult, Report

#: Columns of a story that a program reads.
WIDTH = 100


def listing(bank: Bank, place: Here | None) -> documents.ListDocument:
    """Return what ``grade list`` tells."""
    return documents.ListDocument(
        folder=str(place.home) if place is not None else "",
        current=place.track.current.slug if place is not None else "",
        exercises=[_listed(exercise, place) for exercise in bank.exercises],
        broken=[sentence for sentence, _ in bank.broken.values()],
    )


def _listed(exercise: Exercise, place: Here | None) -> documents.ListedExercise:
    standing = place.track.standing(exercise.slug) if place is not None else None
    return documents.ListedExercise(
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


def doctor(require: str | None) -> int:
    """Print what ``grade doctor`` finds."""
    faults.require_linux()
    from grader.isolation import survey
    from grader.isolation.levels import LEVELS
    from grader.warden.deadlock.stacks import py_spy

    found = [survey.examine(name) for name in (LEVELS if require is None else [require])]
    code = faults.FAULT if any(one.name == require and not one.holds for one in found) else 0
    faults.emit(
        documents.encode(
            documents.DoctorDocument(
                system=f"{platform.system()} {platform.release()}",
                python=platform.python_version(),
                cpus=len(os.sched_getaffinity(0)),
                lines="py-spy" if py_spy() else "faulthandler",
                levels=[documents.tried(level) for level in found],
                exit_code=code,
            )
        )
    )
    return code


def proof(tier: str, slugs: Sequence[str], complaints: Sequence[str]) -> documents.ProofDocument:
    """Return what ``grade author check`` found."""
    return documents.ProofDocument(
        tier=tier, exercises=list(slugs), complaints=list(complaints), exit_code=1 if complaints else 0
    )


def explanation(
    report: Report, check: CheckResult | None, catalogue: Mapping[str, Diagnosis]
) -> documents.ExplainDocument:
    """Return what ``grade explain`` tells of a check; None if the answer was not taken in."""
    (exercise,) = report.exercises
    entry = catalogue.get(trap_of(check.diagnosis)) if check is not None else None
    return documents.ExplainDocument(
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
