"""Load a course from its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from grader.course import diagnoses, manifest
from grader.course.diagnoses import Diagnosis
from grader.course.manifest import Manifest
from grader.errors import AuthoringError, SetupError
from grader.exercise import REGISTRATION, Exercise, load_exercise, mistake
from grader.messages.courses import no_course
from grader.safe import shown


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """One course as it lies on disk."""

    manifest: Manifest
    folder: Path
    """The folder of ``course.toml``."""
    exercises: tuple[Exercise, ...]
    """In order: of the topics, then within each."""
    broken: Mapping[str, tuple[str, str]]
    """Exercise whose exercise.toml is wrong, to what is wrong and the fix."""

    @property
    def name(self) -> str:
        """What the course is called."""
        return self.manifest.name

    def part(self, name: str) -> Path:
        """Return the folder of ``solutions``, ``suites``, ``exercises`` or ``diagnoses``."""
        return self.manifest.folders.path(self.folder, name)

    def catalogue(self, known: Mapping[str, Diagnosis]) -> dict[str, Diagnosis]:
        """Return ``known`` and what this course adds to it; AuthoringError for the first mistake."""
        folder = self.part("diagnoses")
        return dict(known) if folder == diagnoses.COMMON else diagnoses.load(folder, known)


def load_course(folder: Path) -> Course:
    """Load every exercise of a course.

    SetupError if the folder is none, AuthoringError if course.toml is wrong.

    A folder without exercise.toml is not an exercise. One whose exercise.toml is wrong is in ``broken``.
    """
    folder = folder.resolve()
    if not (folder / manifest.FILE).is_file():
        raise SetupError(*no_course(shown(folder), manifest.FILE))
    about = manifest.load(folder)
    where = {
        name: about.folders.path(folder, name) for name in ("solutions", "suites", "exercises", "diagnoses")
    }
    exercises: list[Exercise] = []
    broken: dict[str, tuple[str, str]] = {}
    for file in sorted(where["suites"].glob(f"[!._]*/{REGISTRATION}")):
        try:
            exercise = load_exercise(file, where["solutions"], where["exercises"], where["diagnoses"])
            if about.topics and exercise.topic not in about.topics:
                raise mistake(file, "topic", f"{exercise.topic!r} is not among the topics of {manifest.FILE}")
            exercises.append(exercise)
        except AuthoringError as error:
            broken[file.parent.name] = (error.sentence, error.fix)

    def place(exercise: Exercise) -> tuple[int, str, int, str]:
        named = about.topics.index(exercise.topic) if about.topics else 0
        return named, exercise.topic, exercise.order, exercise.slug

    exercises.sort(key=place)
    return Course(manifest=about, folder=folder, exercises=tuple(exercises), broken=broken)
