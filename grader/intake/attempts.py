"""Several hand-ins of one student: what had been handed in by each, and which one counts.

Theory of operation
-------------------
Platforms tell attempts apart in two ways. Some have a folder for each (nbgrader's exchange, Gradescope,
``ana 2026-10-01``). Others number the files (Canvas' ``-1``), or a student's folder has a folder for each
(``attempt 2``, ``2026-10-01 18.00``). There, an attempt is what had been handed in by then: a file stays
until another of its name follows. If the latest counts, only that is graded. If the best counts, each is
graded; what has the most points after its lateness counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from grader.intake.walk import Leaf
from grader.messages import teacher

#: As many files as a label names.
_MOST: Final = 3
_DATE: Final = r"\d{4}-\d\d-\d\d(?:[ T_-]+\d\d[.:h_-]?\d\d(?:[.:_-]?\d\d)?)?"
#: A student's folder for one attempt.
_FOLDER: Final = re.compile(
    rf"(?:(?:attempt|version|versuch)[ _-]?(?P<number>\d{{1,4}})|(?P<date>{_DATE}))", re.I
)
#: An entry that is named after a student and a date.
_DATED: Final = re.compile(rf"^(?P<student>.*[^\W_].*?)[ _+-]+(?P<date>{_DATE})$")


def dated(name: str) -> tuple[str, str]:
    """Return the student and the date that an entry is named after; the date is empty if it has none."""
    found = _DATED.match(name)
    return (found["student"], found["date"]) if found else (name, "")


def numbered(leaves: Iterable[Leaf]) -> list[Leaf]:
    """Return the files of one student; those in folders for attempts have the number of their attempt."""
    every = list(leaves)
    places = [_place(leaf) for leaf in every]
    order = sorted({key for key, _ in places if key})
    if len(order) < 2 or len({len(key) for key in order}) > 1:
        return every
    turns = {key: turn for turn, key in enumerate(order, 1)}
    return [
        msgspec.structs.replace(leaf, parts=parts, attempt=turns[key]) if key else leaf
        for leaf, (key, parts) in zip(every, places, strict=True)
    ]


def _place(leaf: Leaf) -> tuple[tuple[int | str, ...], tuple[str, ...]]:
    """Return what orders the file's attempt, and its path without the folder that says so."""
    for at, part in enumerate(leaf.parts[:-1][:2]):
        if found := _FOLDER.fullmatch(part):
            key = (int(found["number"]),) if found["number"] else (found["date"], 0)
            return key, (*leaf.parts[:at], *leaf.parts[at + 1 :])
    return (), leaf.parts


def states(leaves: Sequence[Leaf]) -> list[tuple[str, list[Leaf]]]:
    """Return what had been handed in by each attempt, and what each has brought, the oldest first."""
    named: dict[str, set[int]] = {}
    for leaf in leaves:
        named.setdefault(leaf.name, set()).add(leaf.attempt)
    several = {name for name, attempts in named.items() if len(attempts) > 1}
    first = max((min(named[name]) for name in several), default=0)
    later = sorted({at for name in several for at in named[name] if at > first})
    found = []
    for now in (first, *later):
        there = {
            name: max((at for at in all_ if at <= now), default=min(all_)) for name, all_ in named.items()
        }
        kept = [leaf for leaf in leaves if leaf.attempt == there[leaf.name]]
        brought = [
            leaf.where for leaf in kept if leaf.name in several and (now == first or leaf.attempt == now)
        ]
        found.append((", ".join(brought[:_MOST]) + (" ..." if len(brought) > _MOST else ""), kept))
    return found


def best(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the results of the attempt that counts, which say so; of equal ones the one that is least late.

    ``rows`` are a student's results by attempt, the oldest first. An attempt that could not be judged may be
    worth everything: it counts, and the points are not final, unless another has as many already.
    """

    def worth(at: int) -> tuple[float, bool, int, int]:
        row = rows[at]
        complete = row["report"]["complete"] and not row["fault"]
        points = row["points"] if complete else row["max_points"] * (1 - row["standing"]["penalty"])
        return points, complete, -row["standing"]["days"], at

    chosen = max(range(len(rows)), key=worth)
    others = [(row["attempt"], row["points"]) for at, row in enumerate(rows) if at != chosen]
    row = rows[chosen]
    said = teacher.best_counts(row["attempt"], row["points"], others)
    return {**row, "note": f"{row['note']} {said}".strip()}
