"""Moodle's group submissions: a folder for each member, all with the files of the group.

Moodle then puts the group's name before everybody's: ``Team A-Ana B_1001_assignsubmission_file_``. A name may
have a hyphen of its own, so members are those of one beginning who have handed in the same files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from grader.intake import submissions

if TYPE_CHECKING:
    from grader.classroom.roster import HandIn

LAYOUT = "moodle"


def merged(hand_ins: Sequence[HandIn]) -> list[HandIn]:
    """Make one submission of what the members of a group have handed in; the others stay as they are."""
    ours = [handed for handed in hand_ins if handed.layout == LAYOUT]
    if not all("-" in handed.students[0].name for handed in ours):
        return list(hand_ins)
    teams: dict[object, list[HandIn]] = {}
    for handed in ours:
        files = tuple((file.exercise.slug, file.source) for file in handed.to_grade)
        if files and not all(submissions.is_stub(file) for file in handed.to_grade):
            teams.setdefault((handed.students[0].name.partition("-")[0], files), []).append(handed)
    several = [members for members in teams.values() if len(members) > 1]
    joined = {id(one) for members in several for one in members}
    return [*(one for one in hand_ins if id(one) not in joined), *map(_team, several)]


def _team(members: Sequence[HandIn]) -> HandIn:
    names = [handed.students[0].name for handed in members]
    common = 0
    while len({name[: common + 1] for name in names}) == 1 and common < len(names[0]):
        common += 1
    group = names[0][:common].rpartition("-")[0]
    students = [
        msgspec.structs.replace(handed.students[0], name=name[len(group) + 1 :], group=group)
        for handed, name in zip(members, names, strict=True)
    ]
    late = any(handed.late for handed in members)
    return msgspec.structs.replace(members[0], students=tuple(students), late=late)
