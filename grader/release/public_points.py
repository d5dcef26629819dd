"""Add up what the public checks of an exercise are worth."""

from __future__ import annotations

import importlib.util

from grader.errors import AuthoringError
from grader.exercise import SUITE_FILES, Exercise
from grader.testing.importing import beside
from grader.testing.marking import MARK, CheckMark


def public(exercise: Exercise) -> float:
    """Return the points of the public checks; AuthoringError if that suite cannot be imported."""
    path = exercise.suite / SUITE_FILES[0]
    spec = importlib.util.spec_from_file_location(f"_points_of_{exercise.slug}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        with beside(exercise.suite):
            spec.loader.exec_module(module)
    except Exception as error:
        raise AuthoringError(f"{path}: cannot be imported: {type(error).__name__}: {error}") from error
    marks = (getattr(thing, MARK, None) for thing in vars(module).values())
    return sum(mark.points * len(mark.start_methods) for mark in marks if isinstance(mark, CheckMark))
