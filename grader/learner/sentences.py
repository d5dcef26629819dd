"""What is said to a learner about their folder, their way through the exercises, and the watch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.messages import counted, fill_in, listed, number

if TYPE_CHECKING:
    from grader.bank import Bank
    from grader.learner.state import Standing

_README: Final = """\
# {title}

{count}, {points}. Each exercise is one file: a function with a docstring and no body. The docstring says
everything that is asked for.

```sh
grade watch     # grades the current exercise each time you save it
grade           # grades it once
grade next      # goes on to the next exercise
grade list      # shows them all, and how far you are
grade hint      # gives a hint; grade hint EXERCISE 2 gives the next one
grade explain   # draws what your processes did
grade reset     # puts the stub back, and keeps your answer in .forklore/backups
```

Begin with `{first}`. The README of each topic explains what its exercises are about.
`grade --help` shows every command.
"""

NOT_STARTED_HERE: Final = (
    "This folder has no exercises to work on one after the other.",
    "Go to the folder where you typed grade start, or make one: grade start FOLDER",
)
NO_EXERCISES: Final = ("This installation has no exercises.", "Install forklore again.")
NAME_ONE: Final = ("No exercise was named.", "Name one: grade list shows all.")
WATCH_OVER: Final = "The watch is over. Your answers and how far you are have been kept."
GRADING_ALL: Final = "Grading every exercise ..."
ALL_DONE: Final = "Every exercise is complete."


def readme(bank: Bank) -> str:
    """Return the page of a folder to work in."""
    first = bank.exercises[0]
    return _README.format(
        title=bank.title(),
        count=counted(len(bank.exercises), "exercise"),
        points=listed(sum(exercise.points for exercise in bank.exercises)),
        first=f"exercises/{first.topic}/{first.slug}.py",
    )


def cannot_start(folder: Path, reason: str) -> tuple[str, str]:
    """Say that a folder could not be made."""
    return f"{folder} could not be made: {reason[:1].lower()}{reason[1:]}.", "Name another folder."


def not_a_folder(folder: Path) -> tuple[str, str]:
    """Say that there is a file where a folder should be."""
    return f"{folder} is a file.", "Name a new folder: grade start FOLDER"


def folder_in_use(folder: Path, name: str) -> tuple[str, str]:
    """Say that a folder holds something else."""
    where = "This folder" if folder == Path() else str(folder)
    return f"{where} holds other files, such as {name}.", "Name a new folder: grade start forklore"


def started(folder: Path, written: int, bank: Bank) -> str:
    """Say what was written."""
    where = "this folder" if folder == Path() else f"{folder}/"
    if not written:
        return f"Every exercise is there already; nothing in {where} has changed."
    points = listed(sum(exercise.points for exercise in bank.exercises))
    return f"{counted(written, 'exercise')} written into {where}: {points} to earn in all."


def done_of(done: int, count: int) -> str:
    """Say how many exercises are complete."""
    return f"{done} of {counted(count, 'exercise')} complete"


def standing(found: Standing | None, points: float) -> str:
    """Say how far one exercise is: ``3 of 5``."""
    return f"{number(found.points) if found is not None else '-'} of {number(points)}"


def left_open(slug: str, found: Standing | None) -> str:
    """Say that an exercise that is not complete is left for now."""
    how_far = f"has {number(found.points)} of {listed(found.max_points)}" if found else "is not begun"
    return f"{slug} {how_far}. It stays open: grade next {slug} leads back."


def grading(slug: str, checks: int, seconds: int) -> str:
    """Say that an exercise is being graded, and how far that is."""
    so_far = f": {counted(checks, 'check')} so far" if checks else ""
    return f"Grading {slug} ...{so_far}{f', {seconds} s' if seconds else ''}"


def all_passed(checks: int) -> str:
    """Say that every check of an exercise passed."""
    return f"Every check passed: {checks} of {checks}."


def press_n(slug: str) -> str:
    """Lead on to the next exercise in a watch."""
    return f"n goes on to {slug}"


def save(path: str) -> str:
    """Say how a watch goes on after a stub."""
    return f"{fill_in(path)}, and save it"


def last_open(slug: str) -> str:
    """Say that only one exercise is left, and it is the current one."""
    return f"{slug} is the only exercise that is not complete."


def brought_back(path: str, backup: str) -> str:
    """Say that a stub is there again, and where the answer is."""
    kept = f"\nYour answer is kept: {backup}" if backup else ""
    return f"{path} is the stub again.{kept}"


def gone(path: str, slug: str) -> tuple[str, str]:
    """Say that an exercise's file is not there, and how to have it again."""
    return f"There is no {path}.", f"Bring the stub back: grade reset {slug}"


def not_passed_yet(slug: str) -> tuple[str, str]:
    """Say that a solution is shown when the exercise is complete."""
    return (
        f"{slug} is not complete yet, so its solution stays closed.",
        f"Type grade hint {slug}, or see it all the same: grade solution {slug} --spoil",
    )


def no_solution(slug: str) -> tuple[str, str]:
    """Say that there is no solution to show."""
    return f"This installation has no solution of {slug}.", "Whoever gave you the exercises may have it."


def page_written(path: str) -> str:
    """Say where the page is that shows the processes."""
    return f"{path} shows what your processes did. Open it in a browser; the arrow keys step through it."
