"""Pairs of a class whose answers resemble each other more than independent work does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Final

import msgspec

from grader.bank import Bank
from grader.classroom import results
from grader.classroom.roster import HandIn
from grader.classroom.similar.fingerprints import Fingerprints, fingerprints
from grader.exercise import Exercise
from grader.intake.files import Refusal, read_source
from grader.intake.matching import NOTEBOOK
from grader.intake.submissions import of_notebook
from grader.material import is_untouched, stub_or_none

#: The share of the shorter answer that two answers have in common: independent right answers stay below.
THRESHOLD: Final = 0.8
#: An answer with fewer fingerprints of its own is too short to tell.
FEWEST: Final = 20


@dataclass(frozen=True)
class Work:
    """One answer, and what of it is not given."""

    exercise: Exercise
    label: str
    """Whose it is, as people call them; the id stands in it where the name is another word."""
    source: str
    found: Fingerprints = field(repr=False)

    def lines(self, common: Iterable[int]) -> frozenset[int]:
        """The lines that these fingerprints cover."""
        places = [place for one in common for place in self.found[one]]
        return frozenset(line for first, last in places for line in range(first, last + 1) if line)


@dataclass(frozen=True)
class Pair:
    """Two answers to one exercise, and what they share."""

    left: Work
    right: Work
    common: frozenset[int]
    share: float
    """Of the shorter answer, 0 to 1."""

    @property
    def slug(self) -> str:
        """The exercise."""
        return self.left.exercise.slug


@dataclass
class Resemblance:
    """What was compared, and what was found."""

    works: list[Work]
    short: int = 0
    """Answers that are too short to tell."""
    unread: list[str] = field(default_factory=list)
    """Files that results name and that are not there any more."""

    def pairs(self, threshold: float = THRESHOLD) -> list[Pair]:
        """Every pair at or above the threshold, the most alike first."""
        by_exercise: dict[str, list[Work]] = {}
        for work in self.works:
            by_exercise.setdefault(work.exercise.slug, []).append(work)
        found = [
            pair
            for works in by_exercise.values()
            for left, right in combinations(works, 2)
            if (pair := _pair(left, right)).share >= threshold
        ]
        return sorted(found, key=lambda pair: (-pair.share, pair.slug, pair.left.label, pair.right.label))


def _pair(left: Work, right: Work) -> Pair:
    common = frozenset(left.found.keys() & right.found.keys())
    return Pair(left, right, common, len(common) / min(len(left.found), len(right.found)))


def of_class(everybody: Sequence[HandIn], given: Sequence[str] = ()) -> Resemblance:
    """Take what students have handed in; ``given`` are texts that they had beside the stubs."""
    texts = ((handed.label, file.exercise, file.source) for handed in everybody for file in handed.files)
    return _taken(texts, given)


def of_results(folder: Path, bank: Bank, given: Sequence[str] = ()) -> Resemblance:
    """Take the files that a batch's results name; they must still be where they were."""
    unread: list[str] = []
    found = _taken(_named(folder, bank, unread), given)
    found.unread = unread
    return found


def _named(folder: Path, bank: Bank, unread: list[str]) -> Iterator[tuple[str, Exercise, bytes]]:
    groups: set[tuple[str, str]] = set()
    for row in results.everybody(folder, checks=False):
        student = results.student_of(row)
        for told in row["report"]["exercises"]:
            slug, path = told["slug"], Path(told["path"])
            if (
                slug not in bank.slugs
                or not told["path"]
                or (student.group and (student.group, slug) in groups)
            ):
                continue
            groups.add((student.group, slug))
            exercise = bank.find(slug)
            source = _source(path, exercise, bank)
            if source is None:
                unread.append(str(path))
            else:
                yield student.label, exercise, source


def _source(path: Path, exercise: Exercise, bank: Bank) -> bytes | None:
    if path.suffix == NOTEBOOK and path.is_file():
        files = of_notebook(path, bank, [exercise.slug]).files
        return files[0].source if files else None
    try:
        return read_source(path) if path.is_file() else None
    except Refusal:
        return None


def _taken(texts: Iterable[tuple[str, Exercise, bytes]], given: Sequence[str]) -> Resemblance:
    """Leave out stubs and what is too short, and of the rest what was given."""
    everywhere = {one for text in given for one in fingerprints(text)}
    stubs: dict[str, set[int]] = {}
    found = Resemblance([])
    for label, exercise, data in texts:
        if not data or is_untouched(data, exercise):
            continue
        if exercise.slug not in stubs:
            stubs[exercise.slug] = {*fingerprints(stub_or_none(exercise) or "")}
        source = data.decode("utf-8-sig", "replace")
        all_of_it = fingerprints(source)
        own = {key: all_of_it[key] for key in all_of_it.keys() - stubs[exercise.slug] - everywhere}
        if len(own) < FEWEST:
            found.short += 1
        else:
            found.works.append(Work(exercise, label, source, own))
    return found


class AlikePair(msgspec.Struct, frozen=True, kw_only=True):
    """Two answers that resemble each other."""

    exercise: str
    share: float
    """Of the shorter answer, 0 to 1."""
    students: list[str]
    """Two, as people call them; the id stands in brackets where the name is another word."""
    lines: list[list[int]]
    """For each of the two, the lines that are in the other one, too."""


class SimilarDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``grade similar --json``."""

    schema_version: int = 1
    threshold: float
    compared: int
    too_short: int
    """Answers with too little of their own to tell."""
    unread: list[str]
    """Files that the results name and that are not there any more."""
    pairs: list[AlikePair]
    exit_code: int


def document(found: Resemblance, pairs: Sequence[Pair], threshold: float, exit_code: int) -> SimilarDocument:
    """Return everything for programs."""
    return SimilarDocument(
        threshold=threshold,
        compared=len(found.works),
        too_short=found.short,
        unread=found.unread,
        pairs=[
            AlikePair(
                exercise=pair.slug,
                share=round(pair.share, 3),
                students=[work.label for work in (pair.left, pair.right)],
                lines=[sorted(work.lines(pair.common)) for work in (pair.left, pair.right)],
            )
            for pair in pairs
        ],
        exit_code=exit_code,
    )
