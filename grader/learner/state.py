"""Where a learner is: one small file in the folder in which they work, written whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from grader import atomic_file
from grader.report import ExerciseReport, Report

FOLDER: Final = ".forklore"
_FILE: Final = "state.json"
#: Raised whenever a field changes its meaning; a state of another version begins anew.
VERSION: Final = 1


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How far one exercise was when it was graded last."""

    points: float
    max_points: float
    passed: bool
    fresh: bool = False
    """Whether it was still the stub."""
    digest: str = ""
    """Of the text that was graded."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """All that is remembered of a learner."""

    version: int = VERSION
    current: str = ""
    """The exercise that ``grade`` grades; empty for the first that is not complete."""
    standings: dict[str, Standing] = {}
    """Exercise to how far it is; an exercise that was never graded is not in it."""
    last: Report | None = None
    """The run that was graded last."""


def home(start: Path | None = None) -> Path | None:
    """Return the started folder that this folder is in, or None."""
    try:
        here = (start or Path.cwd()).resolve()
    except FileNotFoundError:  # this folder is gone
        return None
    for folder in (here, *here.parents):
        if (folder / FOLDER / _FILE).is_file():
            return folder
    return None


def load(folder: Path) -> State:
    """Return the state of a started folder; what cannot be read begins anew."""
    try:
        state = msgspec.json.decode((folder / FOLDER / _FILE).read_bytes(), type=State)
    except (OSError, msgspec.DecodeError, ValueError):
        return State()
    return state if state.version == VERSION else State()


def save(folder: Path, state: State) -> None:
    """Write the state, whole or not at all."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    atomic_file.write(msgspec.json.encode(state), folder / FOLDER / _FILE)


def note(folder: Path, report: Report, sources: Mapping[str, bytes]) -> State:
    """Remember a run: the report, how far its exercises are, and the one that was graded alone.

    ``sources`` is exercise to the text that was graded.
    """
    state = load(folder)
    found = {e.slug: _standing(e, sources.get(e.slug, b"")) for e in report.exercises if not e.refusal}
    alone = report.exercises[0].slug if len(report.exercises) == 1 else state.current
    state = msgspec.structs.replace(state, current=alone, standings={**state.standings, **found}, last=report)
    save(folder, state)
    return state


def forget(folder: Path, slug: str) -> None:
    """Forget how far an exercise is."""
    state = load(folder)
    kept = {name: standing for name, standing in state.standings.items() if name != slug}
    save(folder, msgspec.structs.replace(state, standings=kept))


def digest(source: bytes) -> str:
    """Return what tells one text from another."""
    return hashlib.sha256(source).hexdigest()


def remembered(state: State, slug: str, source: bytes) -> Report | None:
    """Return the run that was graded last, if it was this text of this exercise, alone in its report."""
    last, standing = state.last, state.standings.get(slug)
    if last is None or standing is None or standing.digest != digest(source):
        return None
    mine = [exercise for exercise in last.exercises if exercise.slug == slug]
    return msgspec.structs.replace(last, exercises=mine) if mine else None


def _standing(exercise: ExerciseReport, source: bytes) -> Standing:
    return Standing(
        points=exercise.points,
        max_points=exercise.max_points,
        passed=exercise.passed,
        fresh=exercise.fresh,
        digest=digest(source),
    )
