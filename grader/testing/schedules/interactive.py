"""One scene of one exercise, played again and again under orders that a person chooses.

Orders are repeatable, so a choice is not made in a running program: the program runs from the beginning under
all choices that were made so far, and plainly from there. That takes as long as a key takes to come up again.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.errors import UsageError
from grader.evidence import Played, PlayedStep
from grader.exercise import Exercise
from grader.messages.checks import judged
from grader.testing.extract import beside
from grader.testing.findings import Finding, OrderPassed
from grader.testing.marking import MARK
from grader.testing.schedules import replay
from grader.testing.submission import Submission
from grader.warden.client import Warden

Choices = tuple[str, ...]


@dataclass(frozen=True)
class Stand:
    """Where one thread stands at a choice."""

    thread: str
    call: str
    line: int
    """The submission's line, 0 if it stands at none."""
    ready: bool
    """Whether it can go on."""
    last: bool
    """Whether it went last."""


@dataclass(frozen=True)
class Turn:
    """One whole run, under these choices."""

    played: Played
    finding: Finding | None
    choices: Choices
    schedule: str

    def stands(self, choice: int) -> list[Stand]:
        """Who stands where at a choice; first those who can go on, the one of the plain order first."""
        steps = self.played.steps
        at = next((n for n, step in enumerate(steps) if step.choice == choice), len(steps))
        ready = self.played.options[choice].split()
        began = {step.thread for step in steps[:at]} & {step.thread for step in steps[at:]}
        last = steps[at - 1].thread if at else ""
        others = sorted(began - set(ready))
        return [self._stand(name, steps[at:], name in ready, name == last) for name in (*ready, *others)]

    @staticmethod
    def _stand(name: str, steps: Sequence[PlayedStep], ready: bool, last: bool) -> Stand:
        own = next((step for step in steps if step.thread == name), PlayedStep(thread=name))
        return Stand(name, own.call, own.line, ready, last)


def forked_checks(exercise: Exercise) -> Iterator[tuple[str, str, Callable[[Submission], object]]]:
    """The checks of an exercise that are there for forked processes: suite, name and function of each."""
    for path in exercise.suite_files:
        spec = importlib.util.spec_from_file_location(f"forklore_{path.stem}", path)
        assert spec is not None and spec.loader is not None
        module: Any = importlib.util.module_from_spec(spec)
        with beside(path.parent):
            spec.loader.exec_module(module)
        for name, function in vars(module).items():
            mark = getattr(function, MARK, None)
            if mark is not None and "fork" in mark.start_methods:
                many = len(mark.start_methods) > 1
                yield path.stem, f"{name}[fork]" if many else name, function


class Table:
    """Plays the first scene of a check that is judged under many orders."""

    def __init__(self, exercise: Exercise, source: str, warden: Warden, seed: int, wanted: str = "") -> None:
        self._exercise, self._source, self._warden, self._seed = exercise, source, warden, seed
        for stem, name, function in forked_checks(exercise):
            if wanted not in name:
                continue
            self.id, self._function = f"{exercise.slug}/{stem}::{name}", function
            self.title = " ".join((function.__doc__ or "").split())
            turn = self.play(())
            if turn is not None and turn.played.count:
                return
        raise UsageError(judged.no_order(exercise.slug))

    def play(self, choices: Choices) -> Turn | None:
        """Run the scene; None if the check ends before it. Raises Finding then, if that is why."""
        exercise, seed = self._exercise, f"{self._seed}/{self.id}"
        submission = Submission(
            exercise.slug, self._source, lambda: self._warden, exercise.limits, seed, "fork"
        )
        order = replay.recorded(" ".join(choices))
        submission.only = (1, order)
        finding = None
        try:
            self._function(submission)
        except OrderPassed:
            pass
        except Finding as found:
            finding = found
        if submission.search is None:
            if finding is not None:
                raise finding
            return None
        played = submission.played
        if played is None:
            return None
        text = replay.written(self._seed, self.id, 1, order, played)
        return Turn(played, finding, tuple(played.choices.split()), text)
