"""What one student has handed in, file by file: taken for an exercise, or named with what to do about it.

Theory of operation
-------------------
Everything here was written by students. Nothing is extracted, imported or run; names of files only choose an
exercise, and each text goes through :mod:`grader.intake.files`. Of several files for one exercise one is
graded, by this rule, and a remark names both:

1. one that can be read goes before one that cannot;
2. the untouched stub never goes before an answer;
3. a later attempt goes before an earlier one (:mod:`grader.intake.attempts`);
4. what ``--map`` names goes before what has the right name by itself;
5. a file goes before a notebook;
6. where the release has it (``ping_pong.py``, ``01_fork/``, ``exercises/01_fork/``) goes before elsewhere;
7. nearer to the top goes before deeper;
8. the path that comes first in the alphabet goes before the others;
9. of one path, what an archive holds later goes before the earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from grader.bank import Bank
from grader.exercise import Exercise
from grader.intake import archives, matching, notebooks
from grader.intake.files import Refusal, check_source, imported, read_data, read_source
from grader.intake.matching import NOTEBOOK, Rules
from grader.intake.walk import Leaf
from grader.judge import SubmittedFile
from grader.material import is_untouched
from grader.messages import handed_in
from grader.safe import shown

#: As many sentences about one student's files.
MOST_NOTES: Final = 12


class Taken(msgspec.Struct, frozen=True):
    """What there was, and what could not be taken in, in sentences."""

    files: tuple[SubmittedFile, ...] = ()
    notes: tuple[str, ...] = ()
    unclaimed: tuple[str, ...] = ()
    """Files that nobody claimed or that could not be read: somebody has to look."""


class Candidate(msgspec.Struct, frozen=True):
    """A file for an exercise, and what decides whether it is graded."""

    handed: SubmittedFile
    leaf: Leaf
    rank: tuple[bool, bool, int, bool, bool, bool, int, tuple[str, ...], int]


def take(leaves: Iterable[Leaf], rules: Rules) -> Taken:
    """Decide for each file of one student what becomes of it."""
    found: dict[str, list[Candidate]] = {}
    notes: list[str] = []
    unclaimed: list[str] = []
    left: list[Leaf] = []
    for leaf in leaves:
        mapped = rules.mapped(leaf)
        slug = mapped or rules.named(leaf)
        if slug == matching.NONE or (slug and slug not in rules.asked):
            continue
        if slug:
            handed = _of_source(rules.bank.gradable(slug), leaf)
            found.setdefault(slug, []).append(_candidate(handed, leaf, bool(mapped)))
        elif leaf.problem:
            notes.append(f"{leaf.where} {leaf.problem}.")
            unclaimed.append(leaf.where)
        elif leaf.name.endswith(NOTEBOOK):
            taken = _of_notebook(leaf, rules.bank, rules.slugs)
            notes += taken.notes
            unclaimed += taken.unclaimed
            for handed in taken.files:
                found.setdefault(handed.exercise.slug, []).append(_candidate(handed, leaf, False))
        elif not matching.is_known(leaf):
            left.append(leaf)
    files = []
    for slug in sorted(found, key=rules.bank.handed_out.index):
        best, remarks = _chosen(found[slug])
        files.append(best)
        notes += remarks
        unclaimed += [best.path] if best.refusal else []
    notes += _unclaimed(left, files, rules)
    if len(notes) > MOST_NOTES:
        notes[MOST_NOTES:] = [handed_in.more_remarks(len(notes) - MOST_NOTES)]
    return Taken(tuple(files), tuple(notes), (*unclaimed, *(leaf.where for leaf in left)))


def _of_source(exercise: Exercise, leaf: Leaf) -> SubmittedFile:
    try:
        if isinstance(leaf.content, Path):
            return SubmittedFile(exercise, leaf.where, read_source(leaf.content))
        if leaf.problem:
            raise Refusal(f"{leaf.where} {leaf.problem}.", "")
        return SubmittedFile(exercise, leaf.where, check_source(leaf.where, leaf.content or b""))
    except Refusal as error:
        return SubmittedFile(exercise, leaf.where, b"", _sentences(error))


def _of_notebook(leaf: Leaf, bank: Bank, slugs: Sequence[str]) -> Taken:
    try:
        if isinstance(leaf.content, Path):
            data = read_data(leaf.content, limit=notebooks.NOTEBOOK_LIMIT)
        else:
            data = leaf.content or b""
        if len(data) > notebooks.NOTEBOOK_LIMIT:
            raise Refusal(handed_in.notebook_too_large(leaf.where))
        found = _answers(leaf.where, data, bank, slugs)
    except Refusal as error:
        return Taken(notes=(_sentences(error),), unclaimed=(leaf.where,))
    others = bool(slugs) and not found.files and bool(_answers(leaf.where, data, bank, ()).files)
    if not (found.files or others):
        note = handed_in.no_answer(leaf.where)
        return Taken(notes=(note,), unclaimed=(leaf.where,))
    return found


def of_notebook(path: Path, bank: Bank, slugs: Sequence[str]) -> Taken:
    """The answers in a notebook."""
    try:
        return _answers(str(path), read_data(path, limit=notebooks.NOTEBOOK_LIMIT), bank, slugs)
    except Refusal as error:
        return Taken(notes=(_sentences(error),))


def _answers(name: str, data: bytes, bank: Bank, slugs: Sequence[str]) -> Taken:
    where = shown(name)
    cells = notebooks.read(where, data)
    files = []
    for slug in notebooks.slugs_in(cells, slugs or bank.handed_out):
        exercise = bank.gradable(slug)
        try:
            found = notebooks.answer(cells, slug, bank.handed_out, where)
            if found is not None:
                files.append(SubmittedFile(exercise, name, found.source))
        except Refusal as error:
            files.append(SubmittedFile(exercise, name, b"", _sentences(error)))
    return Taken(tuple(files))


def _candidate(handed: SubmittedFile, leaf: Leaf, mapped: bool) -> Candidate:
    exercise = handed.exercise
    above = leaf.parts[:-1]
    places = ((), (exercise.topic,), ("exercises",), ("exercises", exercise.topic))
    in_place = above in places or above[-2:] == places[-1]
    notebook = leaf.name.endswith(NOTEBOOK)
    stub = is_stub(handed)
    depth = len(above)
    named = (not mapped, notebook, not in_place, depth, leaf.parts, -leaf.turn)
    return Candidate(handed, leaf, (bool(handed.refusal), stub, -leaf.attempt, *named))


def is_stub(handed: SubmittedFile) -> bool:
    """Whether this is what students get, unchanged."""
    return not handed.refusal and is_untouched(handed.source, handed.exercise)


def _chosen(candidates: Sequence[Candidate]) -> tuple[SubmittedFile, list[str]]:
    """Which of several is graded, and what has to be said about the others."""
    best, *others = sorted(candidates, key=lambda candidate: candidate.rank)
    remarks: list[str] = []
    for other in others:
        same = other.handed.source == best.handed.source and not other.handed.refusal
        parts = enumerate(zip(best.rank, other.rank, strict=True))
        at = next((at for at, (own, its) in parts if own != its), len(best.rank) - 1)
        if same or at == 1:
            continue
        slug = best.handed.exercise.slug
        remarks.append(handed_in.one_of_two(slug, best.leaf.where, other.leaf.where, at))
    return best.handed, remarks


def _unclaimed(left: Sequence[Leaf], files: Sequence[SubmittedFile], rules: Rules) -> list[str]:
    """What to do about files that answer nothing, in sentences."""
    notes: list[str] = []
    others: list[str] = []
    for leaf in left:
        importers = [f for f in files if leaf.name.endswith(".py") and leaf.name[:-3] in imported(f.source)]
        if archives.foreign_stem(leaf.name) is not None:
            notes.append(handed_in.foreign_archive(leaf.where))
        elif importers:
            notes.append(handed_in.one_file(importers[0].exercise.slug, leaf.name[:-3], leaf.where))
        elif len(notes) < MOST_NOTES and (slug := rules.proposal(leaf)):
            notes.append(handed_in.proposed(leaf.where, slug))
        else:
            others.append(leaf.where)
    if others:
        notes.append(handed_in.not_taken(others))
    return notes


def _sentences(error: Refusal) -> str:
    return f"{error.sentence} {error.fix}".strip()
