"""What is wrong with a path that was typed, with a folder of submissions, or with a list beside it.

Each pair is a sentence and what to do about it, as :class:`grader.errors.UsageError` takes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_PATH: Final = "Check the path."

# -- what the command line names --------------------------------------------------------------


def as_needs_file(folder: str, file: str, slug: str) -> tuple[str, str]:
    """Say that ``--as`` is for a file."""
    return f"--as is for a single file, and {folder} is a folder.", f"Name the file: grade {file} --as {slug}"


def is_archive(path: str) -> tuple[str, str]:
    """Say that an archive is not graded as it is."""
    fix = f"Unpack it, and name the folder. If it is a class: grade batch {path} --out RESULTS"
    return f"{path} is an archive, and grade takes a folder or a file.", fix


def one_exercise(path: str) -> tuple[str, str]:
    """Say that a file cannot answer several exercises."""
    return (
        f"{path} is one file, and one file answers one exercise.",
        "Name a folder before the exercises, or one file with --as EXERCISE.",
    )


def not_named_after(path: str, suggestion: str) -> tuple[str, str]:
    """Say that a file's name is no exercise's."""
    fix = f"{suggestion} Say which exercise it answers: grade {path} --as EXERCISE"
    return f"{path} is not named after an exercise.", fix


def no_path(path: str, suggestion: str) -> tuple[str, str]:
    """Say that there is no such file or folder."""
    near = f" {suggestion}" if suggestion else ""
    fix = f"Check the path; an exercise is named without folder and ending: grade EXERCISE.{near}"
    return f"There is no file or folder {path}.", fix


def nothing_called(name: str) -> str:
    """Say that nothing at all has this name."""
    return f"There is no file, folder or exercise called {name}."


def not_here(slug: str) -> tuple[str, str]:
    """Say that an exercise's file is not where it is looked for."""
    return (
        f"There is no {slug}.py in ./exercises or in this folder.",
        f"Go to the folder that holds exercises/, or name the file: grade PATH/{slug}.py",
    )


def not_in_folder(slug: str, folder: str, topic: str) -> tuple[str, str]:
    """Say that a folder does not hold an exercise's file."""
    return f"There is no {slug}.py in {folder}.", f"It belongs in {folder} or in {topic}."


def no_exercise(folder: str, example: str) -> tuple[str, str]:
    """Say that a folder holds no exercise; ``folder`` is empty for the one that somebody is in."""
    return (
        f"There is no exercise in {folder or 'this folder'}.",
        f"Name a folder that holds files such as {example}, directly or in topic folders.",
    )


def two_files(slug: str, first: str, second: str) -> tuple[str, str]:
    """Say that two files have one exercise's name."""
    return (
        f"There are two files for {slug}: {first} and {second}.",
        f"Remove one, or name the one that counts: grade {first}",
    )


def linked_folder(folder: str) -> tuple[str, str]:
    """Say that a folder may not be a link."""
    return (
        f"{folder} is a symbolic link, and only the folder named on the command line may be one.",
        "Replace the link by a copy of the folder that it names.",
    )


def closed(path: str) -> tuple[str, str]:
    """Say that a folder may not be read."""
    return f"{path} may not be read: no permission.", "Allow it: chmod u+rx FOLDER"


def unreadable(path: str, reason: str | None) -> tuple[str, str]:
    """Say that a path cannot be read."""
    return f"{path} cannot be read: {reason}.", _PATH


# -- a class ----------------------------------------------------------------------------------


def no_class(path: str) -> tuple[str, str]:
    """Say that submissions are a folder, or an archive of one."""
    return (
        f"{path} is not a folder and no archive (zip, tar).",
        "Name the folder that holds one folder or archive per student, or an archive of it.",
    )


def several_assignments(folder: str, first: str, second: str) -> tuple[str, str]:
    """Say that a folder holds the clones of several assignments."""
    return (
        f"{folder} holds the clones of several assignments: {first}, {second}.",
        f"Grade each by itself: grade batch {folder}/{first} --out RESULTS",
    )


def folder_unreadable(path: str, reason: str | None) -> tuple[str, str]:
    """Say that a class's folder cannot be read."""
    return f"{path} cannot be read: {reason}.", "Check the folder."


def archive_unreadable(path: str, reason: str) -> tuple[str, str]:
    """Say that a class's archive cannot be read."""
    return f"{path} cannot be read: {reason}.", "Unpack it, and name the folder instead."


def no_map(text: str) -> tuple[str, str]:
    """Say how ``--map`` is typed."""
    return (
        f"--map {text} names no pattern and exercise.",
        "For example: --map 'Week 1*.py=EXERCISE', or --map '*.pdf=-' for what is no answer.",
    )


# -- lists beside it --------------------------------------------------------------------------


def no_csv(path: str, reason: object) -> tuple[str, str]:
    """Say that a list is no CSV file."""
    return f"{path} is not a CSV file: {reason}.", "Export it again."


def empty_list(path: str) -> tuple[str, str]:
    """Say that a list is empty."""
    return f"{path} is empty.", "Export it again."


def list_too_large(path: str) -> tuple[str, str]:
    """Say that a file is too large for a list."""
    return f"{path} is too large for a list of a class.", _PATH


def list_not_utf8(path: str, offset: int) -> tuple[str, str]:
    """Say where a list is not UTF-8."""
    return f"{path} is not UTF-8: byte {offset}.", "Export it again, or save it as CSV in UTF-8."


def no_column(path: str, name: str, columns: Sequence[str]) -> tuple[str, str]:
    """Say which column is not there."""
    return f"{path} has no column {name}.", f"Its columns are: {', '.join(columns)}."


def untold_column(path: str, name: str, role: str, columns: Sequence[str]) -> tuple[str, str]:
    """Say which column cannot be found out, and how it is named."""
    return (
        f"{path} has no column {name}, and its cells do not tell.",
        f"Name it: --column {role}=NAME. Its columns are: {', '.join(columns)}.",
    )
