"""The started folder in which a command was typed, if there is one."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import SetupError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.bank import Bank
    from grader.cli.grading import GradeRequest
    from grader.exercise import Exercise
    from grader.judge import SubmittedFile
    from grader.learner.track import Track
    from grader.report import Report


@dataclass(frozen=True)
class Here:
    """A started folder, and how far its learner is."""

    home: Path
    track: Track

    def path(self, exercise: Exercise) -> str:
        """Return where an answer is, as it can be typed here."""
        from grader.learner.track import path_in

        return os.path.relpath(path_in(self.home, exercise))


def find(bank: Bank) -> Here | None:
    """Return the started folder that this folder is in, None if it is in none."""
    from grader.learner import state

    home = state.home()
    if home is None or not bank.exercises:
        return None
    from grader.learner.track import Track

    return Here(home, Track(bank, state.load(home)))


def required(bank: Bank) -> Here:
    """Return the started folder that this folder is in. UsageError if it is in none."""
    from grader.learner import sentences

    if not bank.exercises:
        raise SetupError(*sentences.NO_EXERCISES)
    here = find(bank)
    if here is None:
        raise UsageError(*sentences.NOT_STARTED_HERE)
    return here


def named(bank: Bank, slug: str | None) -> Exercise:
    """Return the exercise that was named, else a started folder's current one. UsageError without either."""
    if slug is not None:
        return bank.find(slug)
    here = find(bank)
    if here is None:
        from grader.learner import sentences

        raise UsageError(*sentences.NAME_ONE)
    return here.track.current


def settled(request: GradeRequest, here: Here | None) -> GradeRequest:
    """Return a request with its target as a path: the current exercise, and exercises from anywhere below."""
    if here is None or request.as_slug or (request.target is not None and os.path.lexists(request.target)):
        return request
    bank, slug = here.track.bank, request.target or here.track.current.slug
    if slug not in bank.slugs:
        return request
    if request.slugs:
        return replace(request, target=os.path.relpath(here.home), slugs=(slug, *request.slugs))
    path = here.path(bank.find(slug))
    if not os.path.lexists(path):
        from grader.learner import sentences

        raise UsageError(*sentences.gone(path, slug))
    return replace(request, target=path)


def noted(here: Here | None, report: Report, submissions: Sequence[SubmittedFile]) -> Here | None:
    """Remember a run of what lies in the started folder; return the folder as it is now, None for others."""
    if here is None:
        return None
    from grader.learner import state
    from grader.learner.track import Track, path_in

    own = {s.exercise.slug for s in submissions if Path(s.path).resolve() == path_in(here.home, s.exercise)}
    if not own or len(own) != len(submissions):
        return None
    sources = {s.exercise.slug: s.source for s in submissions}
    return Here(here.home, Track(here.track.bank, state.note(here.home, report, sources)))


def remembered(here: Here | None, submission: SubmittedFile) -> Report | None:
    """Return the run that was graded last in the started folder, if it graded this very text."""
    if here is None or submission.refusal:
        return None
    from grader.learner import state

    return state.remembered(here.track.state, submission.exercise.slug, submission.source)
