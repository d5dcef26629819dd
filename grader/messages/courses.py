"""What is wrong with the name of a course or of an exercise, or with what is installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

NO_EXERCISES: Final = "This installation has no exercises: install forklore again."
IS_FOLDER: Final = "it is a folder"


def no_folder(folder: object) -> str:
    """Return the reason why a file cannot be made: its folder is not there."""
    return f"there is no folder {folder}"


def no_exercise_called(name: str) -> str:
    """Say that no exercise has this name."""
    return f"There is no exercise called {name}."


def suggestion(near: Sequence[str], slugs: Sequence[str]) -> str:
    """Lead from a wrong name to those that are near, or to all."""
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"The exercises are: {', '.join(slugs)}." if slugs else NO_EXERCISES


def no_stub(slug: str) -> tuple[str, str]:
    """Say that an exercise's stub is not installed."""
    return f"This installation has no stub of {slug}.", "Install forklore again, from its wheel."


def no_course(folder: str, file: str) -> tuple[str, str]:
    """Say that a folder is no course."""
    fix = "Name the folder of a course: --course FOLDER. `grade author new` makes one."
    return f"{folder} is no course: it has no {file}.", fix


def no_course_called(name: str, file: str, known: Sequence[str]) -> tuple[str, str]:
    """Say that a name is neither a course's nor a course's folder."""
    fix = f"Name a course's folder, or one of those that are installed: {', '.join(known)}."
    return f"There is no course called {name}, and no folder of that name with a {file}.", fix


def no_package(package: str) -> tuple[str, str]:
    """Say that an installed course has lost its package."""
    return f"The package {package} of a course is not there.", "Install the course again."
