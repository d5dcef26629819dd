"""What a suite marks its functions with (:mod:`grader.testing` exports it)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from grader.testing.claims import form_of
from grader.testing.extract import Scene

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C")
MARK = "__forklore_check__"


@dataclass(frozen=True)
class CheckMark:
    """What :func:`check` was given."""

    points: float
    diagnosis: str | None
    start_methods: tuple[str, ...]
    needs: tuple[str, ...]


def check(
    *,
    points: float,
    diagnosis: str | None = None,
    start_methods: tuple[str, ...] = ("fork",),
    needs: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Make a test function a check.

    ``points`` are for each start method: with several, the check becomes one item for each.
    ``diagnosis`` is given to findings of :func:`expect` that name none. ``needs`` names checks of
    the same exercise without which this one cannot say anything; it is then SKIPPED.
    The function's docstring is the sentence that the learner reads.
    """

    def mark(function: F) -> F:
        setattr(function, MARK, CheckMark(points, diagnosis, start_methods, needs))
        return function

    return mark


def scenario(function: Callable[..., object]) -> Scene:
    """Mark a function of the suite to run in the box: ``function(student, *args)``.

    ``student.NAME(...)`` calls the submission's function NAME. The scenario, everything marked
    :func:`in_box` and the suite's standard-library imports are sent as source; nothing else of the
    suite is. Arguments and the result cross as values (None, bool, int, float, str, bytes, list,
    tuple, dict); anything else arrives as :class:`grader.wire.Opaque`. The return annotation is the form of
    the result: another one is FORBIDDEN, so annotate with ``object`` what the submission gave.
    """
    return Scene(function.__name__, function.__code__.co_filename, form_of(function))


def in_box(thing: C) -> C:
    """Mark a function or class of the suite as needed in the box by its scenarios."""
    return thing
