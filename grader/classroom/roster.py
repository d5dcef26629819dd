"""Who has handed in what: a folder of submissions, or an archive of one, as teachers have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from grader.bank import Bank
from grader.classroom import teams
from grader.classroom.assignment import BEST, LATEST
from grader.errors import NobodyError
from grader.intake import attempts, class_folder, matching, submissions
from grader.intake.archives import Reader
from grader.intake.class_folder import Item
from grader.intake.exports import layouts
from grader.intake.files import Refusal, read_data
from grader.intake.identity import Student
from grader.intake.matching import Rules
from grader.intake.walk import Leaf
from grader.judge import SubmittedFile
from grader.messages import teacher
from grader.safe import shown

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d[\d:.]*( [\w+-]+)?")


class HandIn(msgspec.Struct, frozen=True):
    """What one student, or a group together, has handed in: graded once, a row for each student."""

    students: tuple[Student, ...]
    """One, or the members of a group."""
    files: tuple[SubmittedFile, ...]
    note: str = ""
    """What could not be taken in, and why; empty if everything was."""
    layout: str = ""
    """By which of :data:`grader.intake.exports.layouts.RULES` it was found."""
    submitted: str = ""
    """When it was handed in, where nbgrader says so; else empty."""
    late: bool = False
    """Whether the platform's own export says that it was late, as Canvas' does."""
    unclaimed: tuple[str, ...] = ()
    """Files that answer no exercise or could not be read: somebody has to look."""
    attempt: str = ""
    """What people call it where there are several hand-ins of the same students."""
    order: tuple[str, str] = ("", "")
    """What orders several hand-ins."""
    earlier: tuple[HandIn, ...] = ()
    """Where the best attempt counts, those before this one, the oldest first."""

    @property
    def attempts(self) -> tuple[HandIn, ...]:
        """Return all that are graded, the oldest first."""
        return (*self.earlier, self)

    @property
    def to_grade(self) -> tuple[SubmittedFile, ...]:
        """Return the files to grade: what was handed in twice is graded once."""
        files = (file for one in self.attempts for file in one.files)
        return tuple({file.work: file for file in files}.values())

    def noted(self, sentence: str) -> HandIn:
        """Return the same with one sentence more, whichever attempt counts."""
        return msgspec.structs.replace(
            self,
            note=f"{self.note} {sentence}".strip(),
            earlier=tuple(one.noted(sentence) for one in self.earlier),
        )

    @property
    def id(self) -> str:
        """Return the id of the first student: no other submission has it."""
        return self.students[0].id

    @property
    def label(self) -> str:
        """Return what people call those who have handed it in."""
        return ", ".join(student.label for student in self.students)


class Class(msgspec.Struct, frozen=True):
    """Everybody who has handed something in, by id, and what is nobody's."""

    hand_ins: tuple[HandIn, ...]
    stray: tuple[str, ...] = ()
    """Files that lie beside the students' folders and belong to nobody."""
    missing: tuple[str, ...] = ()
    """People of the roster who have handed in nothing."""
    unknown: tuple[str, ...] = ()
    """Who has handed something in and is not on the roster."""


class _Part(msgspec.Struct, frozen=True):
    """One entry of a student's."""

    entry: layouts.Entry
    item: Item

    def leaves(self) -> Iterator[Leaf]:
        """Every file in it."""
        for leaf in attempts.numbered(self.item.leaves(self.entry.rest)):
            yield msgspec.structs.replace(leaf, attempt=leaf.attempt or self.entry.attempt)


def students(folder: Path, bank: Bank, slugs: Sequence[str] = (), layout: str = "auto") -> list[HandIn]:
    """Everybody who has handed something in, by id. UsageError if there is nobody."""
    return list(look(folder, Rules(bank, tuple(slugs)), layout).hand_ins)


def look(
    path: Path, rules: Rules, layout: str = "auto", without: Iterable[Path] = (), policy: str = LATEST
) -> Class:
    """Everybody who has handed something in, and what is nobody's.

    What is whose is told by the names in the folder: see :mod:`grader.intake.exports.layouts`. UsageError if
    there is nobody. ``without`` are paths in it that are no submissions. ``policy`` is which of several
    attempts counts.
    """
    parts: dict[tuple[str, ...], list[_Part]] = {}
    stray: list[str] = []
    with Reader() as reader:
        found = class_folder.opened(path, rules, reader, without)
        for item in found.items:
            entry = found.rules.entry(item.name, item.folder, layout)
            if item.link and entry is None:
                entry = layouts.Entry((Student(item.name),))
            if entry is None:
                stray += _stray(item)
                continue
            key = tuple(student.id for student in entry.students)
            parts.setdefault(key, []).append(_Part(entry, item))
        if not parts:
            raise _nobody(path, layout, stray)
        hand_ins = [_hand_in(pieces, rules, policy) for pieces in parts.values()]
    found_once = _once(teams.merged(hand_ins), policy)
    return Class(tuple(sorted(found_once, key=lambda handed: handed.id)), tuple(stray))


def _stray(item: Item) -> list[str]:
    known = {"submission_metadata.yml", "extensions.csv", matching.TIMESTAMP}
    if not item.folder and (item.name in known or matching.is_known(Leaf((item.name,), item.name))):
        return []
    return [item.name]


def _nobody(path: Path, layout: str, stray: Sequence[str]) -> NobodyError:
    where = shown(path) if layout == "auto" else f"{shown(path)}, as {layout} lays them out"
    if stray:
        return NobodyError(
            f"There are no submissions in {where}: {stray[0]} belongs to nobody.",
            f"Is this one student's folder? Then: grade {shown(path)}",
        )
    return NobodyError(
        f"There are no submissions in {where}.",
        "It should hold a folder or an archive (zip, tar) for each student.",
    )


def _hand_in(parts: Sequence[_Part], rules: Rules, policy: str) -> HandIn:
    """What somebody has handed in: in several pieces, or several times, of which one counts."""
    groups: dict[tuple[str, str], list[_Part]] = {}
    for part in sorted(parts, key=lambda part: (part.entry.time, part.entry.order)):
        groups.setdefault((part.entry.time, part.entry.order), []).append(part)
    found = []
    for kept in groups.values() if policy == BEST else [groups[max(groups)]]:
        leaves = [leaf for part in kept for leaf in part.leaves()]
        states = attempts.states(leaves) if policy == BEST else [("", leaves)]
        found += [_attempt(kept, state, rules, brought) for brought, state in states]
    last = _together(found)
    if policy == LATEST and len(groups) > 1:
        *others, counts = (_called(kept[0]) for kept in groups.values())
        return last.noted(teacher.latest_counts(counts, others))
    return last


def _called(part: _Part) -> str:
    return part.entry.time or part.item.name


def _together(found: Sequence[HandIn]) -> HandIn:
    """The last of several attempts, with those before it."""
    unclaimed = tuple(dict.fromkeys(path for one in found for path in one.unclaimed))
    return msgspec.structs.replace(found[-1], earlier=tuple(found[:-1]), unclaimed=unclaimed)


def _attempt(kept: Sequence[_Part], leaves: list[Leaf], rules: Rules, brought: str) -> HandIn:
    found = submissions.take(leaves, rules)
    notes = list(found.notes)
    if not leaves:
        notes.append(f"{kept[0].item.name} is empty: nothing was handed in.")
    elif not found.files and not rules.slugs and not found.notes:
        notes.append(f"{kept[0].item.name} holds no file that is named after an exercise.")
    entry = kept[0].entry
    return HandIn(
        tuple(student.printable() for student in entry.students),
        found.files,
        " ".join(notes),
        entry.layout,
        entry.time or _time(leaves),
        any(part.entry.late for part in kept),
        found.unclaimed,
        brought or _called(kept[0]),
        (entry.time, entry.order),
    )


def _time(leaves: Sequence[Leaf]) -> str:
    """When it was handed in, as nbgrader notes it in ``timestamp.txt``; empty without one."""
    for leaf in sorted(leaves, key=lambda leaf: leaf.parts):
        if leaf.name != matching.TIMESTAMP or len(leaf.parts) > 2:
            continue
        try:
            data = read_data(leaf.content, limit=1000) if isinstance(leaf.content, Path) else leaf.content
        except Refusal:
            continue
        found = _TIME.match((data or b"")[:1001].decode("utf-8", "replace"))
        if found and len(data or b"") <= 1000:
            return found[0].strip()
    return ""


def _once(hand_ins: Sequence[HandIn], policy: str) -> list[HandIn]:
    """Let each student be in one submission, whoever else is in the others: of several one counts."""
    theirs: dict[str, list[HandIn]] = {}
    for handed in sorted(hand_ins, key=lambda handed: handed.order):
        for student in handed.students:
            theirs.setdefault(student.id, []).append(handed)
    together: dict[tuple[str, ...], list[str]] = {}
    for student_id, several in theirs.items():
        together.setdefault(tuple(handed.attempt + handed.id for handed in several), []).append(student_id)
    return [_one(theirs[members[0]], set(members), policy) for members in together.values()]


def _one(several: Sequence[HandIn], members: set[str], policy: str) -> HandIn:
    """What counts for these students, who are all in the same submissions."""
    *others, last = several
    students = tuple(student for student in last.students if student.id in members)
    last = msgspec.structs.replace(last, students=students)
    if not others:
        return last
    if policy == BEST:
        return _together([attempt for one in (*others, last) for attempt in one.attempts])
    said = teacher.latest_counts(last.attempt, [one.attempt for one in others])
    if any(one.order == last.order for one in others):  # nobody knows which is the latest
        doubtful = tuple(file.path for one in others for file in one.files)
        last = msgspec.structs.replace(last, unclaimed=(*last.unclaimed, *doubtful))
    return last.noted(said)
