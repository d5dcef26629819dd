"""A class at work as one picture: what to teach now, who is stuck where and since when, how far all are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from grader import material
from grader.bank import Bank
from grader.course.diagnoses import Diagnosis
from grader.live.history import FRESH, OPEN, PASSED, ExerciseHistory

SCHEMA_VERSION: Final = 1


class SharedCause(msgspec.Struct, frozen=True, kw_only=True):
    """A misconception that somebody has now."""

    diagnosis: str
    """Its id in the catalogue."""
    title: str
    question: str
    """What to ask the class."""
    since: str
    """Since when the first of them has it: ISO 8601, UTC."""
    exercises: list[str]
    topic: str
    """The topic whose page explains it; empty if there is no page."""
    read_more: str
    students: list[str]
    """Who has it, the longest first."""


class Stuck(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise that one student has begun and that is not right yet."""

    student: str
    exercise: str
    check: str
    """The title of the check that says most."""
    cause: str
    """The title of the misconception; empty if none is known."""
    since: str
    """Since when it is not right: ISO 8601, UTC."""
    points: float
    max_points: float


class ExerciseProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the class is in one exercise."""

    exercise: str
    title: str
    passed: int
    open: int
    fresh: int
    """Not begun."""


class ClassBoard(msgspec.Struct, frozen=True, kw_only=True):
    """A class at work."""

    schema_version: int = SCHEMA_VERSION
    at: str
    """ISO 8601, UTC."""
    students: int
    causes: list[SharedCause]
    """What most students have first."""
    stuck: list[Stuck]
    """Who is stuck longest first."""
    exercises: list[ExerciseProgress]


def board(
    standings: Iterable[ExerciseHistory], bank: Bank, catalogue: Mapping[str, Diagnosis], named: bool
) -> ClassBoard:
    """Return the picture; students are numbers unless ``named``."""
    known = [one for one in standings if one.exercise in bank.slugs]
    labels = {one.student: one.name if named else f"Student {one.number}" for one in known}
    open_ones = sorted((one for one in known if one.now.state == OPEN), key=ExerciseHistory.since)
    return ClassBoard(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        students=len(labels),
        causes=_causes(open_ones, labels, bank, catalogue),
        stuck=[_stuck(one, labels[one.student], catalogue) for one in open_ones],
        exercises=_progress(known, bank),
    )


def _causes(
    open_ones: Iterable[ExerciseHistory],
    labels: Mapping[str, str],
    bank: Bank,
    catalogue: Mapping[str, Diagnosis],
) -> list[SharedCause]:
    having: dict[str, list[tuple[str, ExerciseHistory]]] = {}
    for one in open_ones:
        for cause in one.now.causes:
            if cause in catalogue:
                having.setdefault(cause, []).append((one.since(cause), one))
    found = []
    for cause, pairs in having.items():
        pairs.sort(key=lambda pair: pair[0])
        exercises = [slug for slug in bank.slugs if slug in {one.exercise for _, one in pairs}]
        topics = [bank.find(slug) for slug in exercises]
        entry = catalogue[cause]
        found.append(
            SharedCause(
                diagnosis=cause,
                title=entry.title,
                question=entry.hints[0],
                since=pairs[0][0],
                exercises=exercises,
                topic=next((one.topic for one in topics if material.page(one) is not None), ""),
                read_more=entry.read_more,
                students=list(dict.fromkeys(labels[one.student] for _, one in pairs)),
            )
        )
    return sorted(found, key=lambda one: (-len(one.students), one.since, one.diagnosis))


def _stuck(one: ExerciseHistory, label: str, catalogue: Mapping[str, Diagnosis]) -> Stuck:
    named = (catalogue[cause].title for cause in one.now.causes if cause in catalogue)
    return Stuck(
        student=label,
        exercise=one.exercise,
        check=one.now.title,
        cause=next(named, ""),
        since=one.since(),
        points=one.now.points,
        max_points=one.now.most,
    )


def _progress(known: Iterable[ExerciseHistory], bank: Bank) -> list[ExerciseProgress]:
    counted: dict[str, dict[str, int]] = {}
    for one in known:
        counts = counted.setdefault(one.exercise, {PASSED: 0, OPEN: 0, FRESH: 0})
        counts[one.now.state] += 1
    return [
        ExerciseProgress(exercise=slug, title=bank.find(slug).title, **counted[slug])
        for slug in bank.slugs
        if slug in counted
    ]
