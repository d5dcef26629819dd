"""On what terms a class is graded: the assignment, who has more time, and what a missing file is.

Theory of operation
-------------------
A student's results are what was graded, completed by these terms: every exercise that is asked for is in
them, in the same order for all, and so are lateness and what it costs. The terms may change without anything
being graded again. Table, page, gradebook and the way back read the completed results, so they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from grader import atomic_file, judge
from grader.bank import Bank
from grader.classroom import assignment as assigned
from grader.classroom import late, results
from grader.classroom.assignment import Assignment
from grader.classroom.roster import HandIn
from grader.errors import UsageError
from grader.intake import attempts
from grader.judge import Options
from grader.report import Report

Row = dict[str, Any]
#: What students' pages tell of hidden checks, unless it is said: their messages.
FEEDBACK: Final = "messages"


class Terms(msgspec.Struct, frozen=True):
    """What is asked for, until when of whom, and how an exercise looks of which there is no file."""

    assignment: Assignment
    extensions: Mapping[str, late.Extension]
    missing: Mapping[str, Mapping[str, Any]]
    feedback: str = FEEDBACK
    """What students' pages tell of hidden checks."""

    def completed(self, row: Row) -> Row:
        """Return a student's results with all that is asked for, and with what lateness costs."""
        several = [{**row, **attempt} for attempt in row.get("attempts", ())]
        return attempts.best([self._completed(one) for one in several]) if several else self._completed(row)

    def _completed(self, row: Row) -> Row:
        graded = {
            exercise["slug"]: exercise for exercise in row["report"]["exercises"] if exercise["handed_in"]
        }
        exercises = [graded.get(slug) or dict(self.missing[slug]) for slug in self.assignment.slugs]
        points, most = (sum(exercise[key] for exercise in exercises) for key in ("points", "max_points"))
        if row["fault"]:  # nothing is known of the files
            exercises, points = [], 0.0
        complete = all(exercise["complete"] for exercise in exercises)
        report = {
            **row["report"],
            "assignment": self.assignment.name,
            "exercises": exercises,
            "points": points,
            "max_points": most,
            "complete": complete,
            "exit_code": 3 if not complete else 0 if all(e["passed"] for e in exercises) else 1,
        }
        standing = late.standing(row, self.assignment, self.extensions)
        return {
            **row,
            "report": report,
            "standing": msgspec.to_builtins(standing),
            "points": round(points * (1 - standing.penalty), 6),
            "max_points": most,
            "feedback": self.feedback,
        }


def feedback_of(out: Path) -> str:
    """Return what students' pages in the folder of results tell of hidden checks."""
    rows = results.everybody(out, checks=False) if results.any_in(out) else iter(())
    return str(next(rows, {}).get("feedback", FEEDBACK))


def agreed(
    out: Path, bank: Bank, slugs: Sequence[str], named: Path | None, extensions: Path | None
) -> tuple[Assignment | None, dict[str, late.Extension]]:
    """Return assignment and extensions: those that are named, else those that stand in the folder of results.

    If exercises are named, of the assignment only these count.
    """
    file, more = _source(out, assigned.NAME, named), _source(out, late.NAME, extensions)
    found = assigned.fits(assigned.read(file), bank) if file is not None else None
    if found is not None and slugs:
        others = [slug for slug in slugs if slug not in found.weights]
        if others:
            raise UsageError(
                f"{others[0]} is not an exercise of {found.name}.",
                f"Its exercises are: {', '.join(found.slugs)}.",
            )
        weights = {slug: found.weights[slug] for slug in dict.fromkeys(slugs)}
        found = msgspec.structs.replace(found, weights=weights)
    return found, late.extensions(more) if more is not None else {}


def keep(out: Path, named: Path | None, extensions: Path | None) -> None:
    """Copy what was named into the folder of results: it need not be named again."""
    for name, path in ((assigned.NAME, named), (late.NAME, extensions)):
        source = _source(out, name, path)
        if source is not None and source != out / name:
            atomic_file.write(source.read_bytes(), out / name)


def _source(out: Path, name: str, named: Path | None) -> Path | None:
    if named is not None:
        return named / name if named.is_dir() else named
    return out / name if (out / name).is_file() else None


def of_class(
    assignment: Assignment | None,
    extensions: Mapping[str, late.Extension],
    everybody: Iterable[HandIn],
    bank: Bank,
    slugs: Sequence[str],
    encode: Callable[[Report], dict[str, Any]],
    feedback: str = FEEDBACK,
) -> Terms:
    """Return the terms of a class. Without an assignment what is named counts, or what anybody handed in."""
    handed = {file.exercise.slug for one in everybody for file in one.to_grade}
    if assignment is None:
        asked = [slug for slug in bank.handed_out if slug in (slugs or handed)]
        assignment = Assignment(name="", weights=dict.fromkeys(asked, 1.0))
    absent = [assigned.not_handed_in(bank.gradable(slug)) for slug in assignment.slugs]
    report = judge.grade(absent, Options(jobs=1, seed=0, isolation="none"))
    encoded = encode(assigned.weighted(report, assignment))["exercises"]
    return Terms(assignment, extensions, {exercise["slug"]: exercise for exercise in encoded}, feedback)
