"""The exercises of one course or of several, and the catalogue of misconceptions."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from grader.course import diagnoses, located
from grader.course.diagnoses import Diagnosis
from grader.course.folder import Course, load_course
from grader.errors import AuthoringError, UsageError
from grader.exercise import REGISTRATION, Exercise
from grader.limits import Limits
from grader.messages import courses as said
from grader.safe import shown


class Bank(msgspec.Struct, frozen=True):
    """The exercises, in the curriculum's order."""

    exercises: tuple[Exercise, ...]
    courses: tuple[Course, ...] = ()
    broken: Mapping[str, tuple[str, str]] = {}
    """Exercise whose exercise.toml is wrong, to what is wrong and the fix."""

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs, in order."""
        return tuple(exercise.slug for exercise in self.exercises)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics, in order, each once."""
        return tuple(dict.fromkeys(exercise.topic for exercise in self.exercises))

    def find(self, slug: str) -> Exercise:
        """Return the exercise; UsageError with the nearest names if there is none.

        AuthoringError if its exercise.toml is wrong.
        """
        for exercise in self.exercises:
            if exercise.slug == slug:
                return exercise
        if slug in self.broken:
            raise AuthoringError(*self.broken[slug])
        raise UsageError(said.no_exercise_called(shown(slug)), self.suggestion(slug))

    def sound(self) -> Bank:
        """Return the bank for what acts on all exercises. AuthoringError if one of them is broken."""
        for slug in self.broken:
            self.find(slug)
        return self

    @property
    def handed_out(self) -> tuple[str, ...]:
        """The slugs of what somebody may hand in, those of broken exercises last."""
        return (*self.slugs, *self.broken)

    def gradable(self, slug: str) -> Exercise:
        """Return the exercise; of a broken one the judge tells the fault. UsageError if there is none."""
        if slug not in self.broken:
            return self.find(slug)
        homes = [course.part("suites") for course in self.courses if slug in course.broken]
        return _faulty(Path(*homes[:1], slug, REGISTRATION), self.broken[slug][0])

    def suggestion(self, name: str) -> str:
        """Return one sentence that leads from a wrong name to the right ones."""
        near = difflib.get_close_matches(name.lower().replace("-", "_"), self.slugs, n=3, cutoff=0.5)
        return said.suggestion(near, self.slugs)

    def title(self, exercises: Collection[Exercise] = ()) -> str:
        """Return what the courses of these exercises (default: all) are about."""
        wanted = exercises or self.exercises
        about = [course.manifest for course in self.courses if any(one in course.exercises for one in wanted)]
        return ", ".join(one.title or one.name for one in about)

    def course_of(self, exercise: Exercise) -> Course:
        """Return the course that an exercise belongs to."""
        return next(course for course in self.courses if exercise in course.exercises)


def _faulty(file: Path, fault: str) -> Exercise:
    """Return what is known of an exercise whose exercise.toml is wrong: its name."""
    nowhere = file.parent / "nowhere"
    return Exercise(
        slug=file.parent.name,
        topic="",
        title=file.parent.name,
        points=0,
        functions=(),
        start_methods=(),
        hints=(),
        limits=Limits(),
        order=0,
        suite=file.parent,
        suite_files=(),
        solution=nowhere,
        stub=nowhere,
        accepted=(),
        rejected=(),
        fault=fault,
    )


def load_bank(*folders: Path) -> Bank:
    """Load the courses in these folders; without any, those that are asked for or are found here.

    AuthoringError where two courses have an exercise of one name: reports could not tell them apart.
    """
    courses = tuple(load_course(folder) for folder in folders or located.folders())
    owners: dict[str, Course] = {}
    for course in courses:
        for slug in (*(exercise.slug for exercise in course.exercises), *course.broken):
            if slug in owners:
                raise AuthoringError(
                    f"The courses {owners[slug].folder} and {course.folder} both have an exercise {slug}.",
                    "Use one of the two at a time, or rename an exercise.",
                )
            owners[slug] = course
    exercises = tuple(exercise for course in courses for exercise in course.exercises)
    broken = {slug: said for course in courses for slug, said in course.broken.items()}
    return Bank(exercises, courses, broken)


def load_catalogue(*courses: Course) -> dict[str, Diagnosis]:
    """Load forklore's catalogue and what these courses add (default: those asked for), by id.

    What a course adds is left out if there is a mistake in it: only `grade author check` speaks of that.
    """
    catalogue = diagnoses.load(diagnoses.COMMON)
    for course in courses or load_bank().courses:
        with contextlib.suppress(AuthoringError):
            catalogue = course.catalogue(catalogue)
    return catalogue
