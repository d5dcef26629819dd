"""All exercises on disk, and the catalogue of misconceptions."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import msgspec

from grader.errors import AuthoringError, UsageError
from grader.exercise import REGISTRATION, Exercise, is_diagnosis_id, load_exercise, misfit, mistake, read_toml
from grader.safe import shown

_PACKAGE: Final = Path(__file__).resolve().parent
_CATALOGUE: Final = _PACKAGE / "data" / "diagnoses"
#: Where every ``read_more`` of the catalogue must lead.
PYTHON_DOCS: Final = "https://docs.python.org/3/"


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """A known misconception, explained without naming a particular submission."""

    id: str
    title: str
    what_happens: str
    why: str
    hints: tuple[str, str]
    """Two questions."""
    read_more: str
    """A page of the Python documentation."""


class Bank(msgspec.Struct, frozen=True):
    """The exercises, in the curriculum's order."""

    exercises: tuple[Exercise, ...]
    root: Path
    """The folder that holds exercises/, solutions/ and grader/."""
    broken: Mapping[str, tuple[str, str]] = {}
    """Exercise whose exercise.toml is wrong, to what is wrong and the fix."""

    @property
    def solutions(self) -> Path:
        """The folder of solutions; only the repository has it."""
        return self.root / "solutions"

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
        raise UsageError(f"There is no exercise called {shown(slug)}.", self.suggestion(slug))

    def sound(self) -> Bank:
        """Return the bank for what acts on all exercises. AuthoringError if one of them is broken."""
        for slug in self.broken:
            self.find(slug)
        return self

    def refuse_broken(self, names: Collection[str]) -> None:
        """Raise AuthoringError if one of these files answers an exercise that is broken."""
        for slug in self.broken:
            if f"{slug}.py" in names:
                self.find(slug)

    def suggestion(self, name: str) -> str:
        """Return one sentence that leads from a wrong name to the right ones."""
        near = difflib.get_close_matches(name.lower().replace("-", "_"), self.slugs, n=3, cutoff=0.5)
        if near:
            return f"Did you mean {' or '.join(near)}?"
        if not self.exercises:
            return "This installation has no exercises: install forklore again."
        return f"The exercises are: {', '.join(self.slugs)}."


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    what_happens: str
    why: str
    hints: tuple[str, str]
    read_more: str


def load_bank(root: Path | None = None) -> Bank:
    """Load every exercise of ``root``/grader/suites (default: the ones that came with this package).

    A folder without exercise.toml is not an exercise. One whose exercise.toml is wrong is in ``broken``.
    """
    base = _PACKAGE.parent if root is None else root
    files = sorted((base / "grader" / "suites").glob(f"[!._]*/{REGISTRATION}"))
    exercises: list[Exercise] = []
    broken: dict[str, tuple[str, str]] = {}
    for file in files:
        try:
            exercises.append(load_exercise(file, base))
        except AuthoringError as error:
            broken[file.parent.name] = (error.sentence, error.fix)
    exercises.sort(key=lambda exercise: (exercise.topic, exercise.order, exercise.slug))
    return Bank(tuple(exercises), base, broken)


def load_catalogue(folder: Path = _CATALOGUE) -> dict[str, Diagnosis]:
    """Load the catalogue of misconceptions, by id; AuthoringError for the first mistake.

    It is all files ``*.toml`` of one folder; an id stands in one of them.
    """
    catalogue: dict[str, Diagnosis] = {}
    for path in sorted(folder.glob("*.toml")):
        for key, value in read_toml(path).items():
            if not is_diagnosis_id(key):
                raise mistake(path, key, "is not lower-case words joined by hyphens")
            if key in catalogue:
                raise mistake(path, key, "stands in another file of the catalogue, too")
            try:
                entry = msgspec.convert(value, _Entry)
            except msgspec.ValidationError as error:
                raise misfit(path, error, prefix=key) from error
            _check_entry(path, key, entry)
            catalogue[key] = Diagnosis(id=key, **msgspec.structs.asdict(entry))
    return catalogue


def _check_entry(path: Path, key: str, entry: _Entry) -> None:
    for name in ("title", "what_happens", "why"):
        if not getattr(entry, name).strip():
            raise mistake(path, f"{key}.{name}", "is empty")
    if not all(hint.endswith("?") for hint in entry.hints):
        raise mistake(path, f"{key}.hints", "a hint is a question")
    if not entry.read_more.startswith(PYTHON_DOCS):
        raise mistake(path, f"{key}.read_more", f"expected a page below {PYTHON_DOCS}")
