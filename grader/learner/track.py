"""The exercises in their order, and where a learner is among them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from grader import material, syntax
from grader.bank import Bank
from grader.exercise import Exercise
from grader.learner.state import Standing, State


class Track:
    """A bank's exercises as one learner has done them."""

    def __init__(self, bank: Bank, state: State) -> None:
        self.bank = bank
        self.state = state

    @property
    def current(self) -> Exercise:
        """The exercise to work on: the one that was worked on last, else the first that is not complete."""
        if self.state.current in self.bank.slugs:
            return self.bank.find(self.state.current)
        return next(self._open(self.bank.exercises), self.bank.exercises[0])

    @property
    def following(self) -> Exercise | None:
        """The next exercise after the current one that is not complete; None if no other is."""
        place = self.place(self.current)
        rest = (*self.bank.exercises[place:], *self.bank.exercises[: place - 1])
        return next(self._open(rest), None)

    @property
    def done(self) -> int:
        """How many exercises are complete."""
        return sum(self.passed(exercise.slug) for exercise in self.bank.exercises)

    def standing(self, slug: str) -> Standing | None:
        """Return how far an exercise is, None if it was never graded, or was the stub then."""
        found = self.state.standings.get(slug)
        return None if found is None or found.fresh else found

    def passed(self, slug: str) -> bool:
        """Whether an exercise is complete."""
        standing = self.standing(slug)
        return standing is not None and standing.passed

    def place(self, exercise: Exercise) -> int:
        """Return which exercise it is, counted from 1."""
        return self.bank.slugs.index(exercise.slug) + 1

    def _open(self, exercises: tuple[Exercise, ...]) -> Iterator[Exercise]:
        return (exercise for exercise in exercises if not self.passed(exercise.slug))


def path_in(home: Path, exercise: Exercise) -> Path:
    """Return where the answer to an exercise is in a started folder."""
    return home / "exercises" / exercise.topic / f"{exercise.slug}.py"


def gist(exercise: Exercise) -> str:
    """Return what is asked for, in one sentence: the first of the function's docstring; empty without one."""
    text = material.stub_or_none(exercise)
    for node in syntax.parse(text).body if text is not None else ():
        if isinstance(node, ast.FunctionDef) and node.name == exercise.functions[0]:
            return " ".join((ast.get_docstring(node) or "").partition("\n\n")[0].split())
    return ""
