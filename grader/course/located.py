"""Which courses a command is about: those named, else the one around the working folder, else our own.

A name is that of an installed course (entry point group ``forklore.courses``) or a folder. The entry point's
value is a package; its folder is the course, and none of its code is run.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from grader.course.manifest import FILE
from grader.errors import SetupError
from grader.messages import courses
from grader.safe import shown

#: Folders and names of courses, separated as in PATH; ``--course`` sets it, and child processes inherit it.
VARIABLE: Final = "FORKLORE_COURSE"
GROUP: Final = "forklore.courses"
#: The course that came with this package, and its name.
OWN: Final = Path(__file__).resolve().parent.parent / "data"
OWN_NAME: Final = "forklore"
#: In a started folder, and in one of results: the courses that it was made with.
REMEMBERED: Final = Path(".forklore", "course")


def folders() -> tuple[Path, ...]:
    """Return the folder of each course that is asked for. SetupError where a name leads to none."""
    return named(os.environ.get(VARIABLE, "")) or _around() or (OWN,)


def choose(words: Iterable[str]) -> None:
    """Ask for these courses, in this process and its children; whether they are there is seen later."""
    os.environ[VARIABLE] = os.pathsep.join(
        str(Path(word).resolve()) if (Path(word) / FILE).is_file() else word for word in words
    )


def is_named() -> bool:
    """Whether somebody said which course is meant."""
    return bool(os.environ.get(VARIABLE))


def asked() -> str:
    """Return what to ask for elsewhere to get the same courses: names, and folders from the root."""
    typed = os.environ.get(VARIABLE) or os.pathsep.join(str(folder) for folder in _around())
    return typed or OWN_NAME


def remember(folder: Path) -> None:
    """Write into a folder which courses it was made with, unless it is only our own."""
    if folders() != (OWN,):
        words = asked().split(os.pathsep)
        (folder / REMEMBERED).parent.mkdir(exist_ok=True)
        (folder / REMEMBERED).write_text("".join(f"{word}\n" for word in words), "utf-8")


def recalled(folder: Path) -> None:
    """Ask for the courses that a folder was made with, unless somebody said which are meant."""
    words = _remembered(folder)
    if words and not is_named():
        os.environ[VARIABLE] = words


def installed() -> dict[str, str]:
    """Return the name of each installed course but our own, and its package."""
    import importlib.metadata  # slow to import, and seldom asked

    return {point.name: point.value for point in importlib.metadata.entry_points(group=GROUP)}


def named(words: str) -> tuple[Path, ...]:
    """Return the folders of these names and folders, which stand as in PATH. SetupError as above."""
    return tuple(dict.fromkeys(_folder(word) for word in words.split(os.pathsep) if word))


def _folder(word: str) -> Path:
    if word == OWN_NAME:
        return OWN
    package = installed().get(word)
    if package is not None:
        return _folder_of(package)
    if (Path(word) / FILE).is_file():
        return Path(word).resolve()
    raise SetupError(*courses.no_course_called(shown(word), FILE, [OWN_NAME, *sorted(installed())]))


def _folder_of(package: str) -> Path:
    with contextlib.suppress(ImportError):
        found = importlib.util.find_spec(package)
        for folder in (found.submodule_search_locations or ()) if found is not None else ():
            return Path(folder).resolve()
    raise SetupError(*courses.no_package(package))


def _around() -> tuple[Path, ...]:
    """The course whose folder we are in, or from which the folder that we are in was started."""
    try:
        here = Path.cwd()
    except FileNotFoundError:  # this folder is gone
        return ()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return (folder.resolve(),)
        if words := _remembered(folder):
            return named(words)
    return ()


def _remembered(folder: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return (folder / REMEMBERED).read_text("utf-8").strip().replace("\n", os.pathsep)
    return ""
