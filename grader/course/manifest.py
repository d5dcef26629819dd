"""Read ``course.toml``: a course's name, its topics in order, and what it asks of an exercise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import msgspec

from grader.errors import AuthoringError
from grader.exercise import is_topic, misfit, mistake, read_toml

#: The name of the file that makes a folder a course.
FILE: Final = "course.toml"
#: The form of that file. It is raised when a course of the old form would be misread.
FORMAT: Final = 1
_NAME: Final = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")


class Minimum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many answers an exercise of this course needs before it is complete."""

    accepted: int = 2
    rejected: int = 3


class Folders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the parts of a course lie, if not where they usually do."""

    solutions: str = "solutions"
    suites: str = "suites"
    exercises: str = "exercises"
    diagnoses: str = "diagnoses"

    def path(self, course: Path, part: str) -> Path:
        """Return the folder of one part; the usual one where the one that is named is not there."""
        named = (course / str(getattr(self, part))).resolve()
        return named if named.is_dir() else course / part


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in ``course.toml``."""

    name: str
    format_version: int
    title: str = ""
    topics: tuple[str, ...] = ()
    """The topics, in order. Without any, those of the exercises in the order of the alphabet."""
    minimum: Minimum = Minimum()
    folders: Folders = Folders()


def load(course: Path) -> Manifest:
    """Read the file of a course's folder; AuthoringError for the first mistake."""
    path = course / FILE
    table = read_toml(path)
    version = table.get("format_version")
    if isinstance(version, int) and version > FORMAT:
        raise AuthoringError(
            f"{path}: this course has format version {version}; this forklore reads {FORMAT}.",
            "Install a newer forklore: pip install --upgrade forklore",
        )
    try:
        manifest = msgspec.convert(table, Manifest)
    except msgspec.ValidationError as error:
        raise misfit(path, error) from error
    _check(path, manifest)
    return manifest


def parts(course: Path) -> tuple[Path, ...]:
    """Return the folders of a course's parts, its own mistakes left aside."""
    try:
        where = load(course).folders
    except AuthoringError:
        where = Folders()
    return tuple(where.path(course, part) for part in Folders.__struct_fields__)


def _check(path: Path, manifest: Manifest) -> None:
    if manifest.format_version != FORMAT:
        raise mistake(path, "format_version", f"expected {FORMAT}, got {manifest.format_version}")
    if not _NAME.fullmatch(manifest.name):
        raise mistake(path, "name", f"expected lower-case words joined by hyphens, got {manifest.name!r}")
    for topic in manifest.topics:
        if not is_topic(topic) or manifest.topics.count(topic) > 1:
            raise mistake(path, "topics", f"expected names such as 01_fork, each once, got {topic!r}")
    for name in Minimum.__struct_fields__:
        if getattr(manifest.minimum, name) < 0:
            raise mistake(path, f"minimum.{name}", "expected a number, 0 or more")
