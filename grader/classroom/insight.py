"""What a class has understood and what not: counted from the results of a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from grader.verdict import NOTHING_WRONG, Verdict

#: A student counts once per misconception and once per check, whatever start methods and requests showed it.
NOT_COUNTED = NOTHING_WRONG | {Verdict.GRADER_ERROR}


class Misconception(msgspec.Struct, frozen=True):
    """A diagnosis, and who got it."""

    diagnosis: str
    students: int
    exercises: tuple[str, ...]


class Hard(msgspec.Struct, frozen=True):
    """A check, and how many of those who handed in the exercise passed it."""

    exercise: str
    title: str
    passed: int
    tried: int

    @property
    def share(self) -> float:
        """Of those who tried, how many passed: 0 to 1."""
        return self.passed / self.tried if self.tried else 1.0


class Insight(msgspec.Struct, frozen=True):
    """What to teach again."""

    students: int
    misconceptions: tuple[Misconception, ...]
    """The most frequent first."""
    checks: tuple[Hard, ...]
    """The hardest first."""
    points: tuple[float, ...]
    """Of each student, the share of the points that could be had, 0 to 1; sorted."""
    deadlocks: int
    """Checks that ended in a proved deadlock."""
    deadlock_seconds: float
    """Wall clock that those took, in seconds, and what they would have taken to their limits is not in it."""
    verdicts: Mapping[str, int]
    schema_version: int = 1


def look(rows: Iterable[Mapping[str, Any]]) -> Insight:
    """Count what the contents of results files say. Results that are not final are left out."""
    final = [row for row in rows if row["report"]["complete"] and not row["fault"]]
    who: dict[str, set[str]] = {}
    where: dict[str, set[str]] = {}
    checks: dict[tuple[str, str], dict[str, bool]] = {}
    titles: dict[tuple[str, str], str] = {}
    verdicts: Counter[str] = Counter()
    deadlocks, seconds = 0, 0.0
    for row in final:
        for exercise in row["report"]["exercises"]:
            for check in exercise["checks"]:
                verdict = Verdict(check["verdict"])
                verdicts[verdict.value] += 1
                if verdict is not Verdict.NOT_STARTED:
                    family, title = _family(check)
                    titles[exercise["slug"], family] = title
                    went = checks.setdefault((exercise["slug"], family), {})
                    went[row["student"]["id"]] = (
                        went.get(row["student"]["id"], True) and verdict is Verdict.PASSED
                    )
                if verdict is Verdict.DEADLOCKED:
                    deadlocks += 1
                    seconds += check["duration"]
                if check["diagnosis"] and verdict not in NOT_COUNTED:
                    who.setdefault(check["diagnosis"], set()).add(row["student"]["id"])
                    where.setdefault(check["diagnosis"], set()).add(exercise["slug"])
    found = [Misconception(name, len(names), tuple(sorted(where[name]))) for name, names in who.items()]
    hard = [Hard(key[0], titles[key], sum(went.values()), len(went)) for key, went in checks.items()]
    return Insight(
        students=len(final),
        misconceptions=tuple(sorted(found, key=lambda one: (-one.students, one.diagnosis))),
        checks=tuple(sorted(hard, key=lambda one: (one.share, one.exercise, one.title))),
        points=tuple(sorted(_share(row["report"]) for row in final)),
        deadlocks=deadlocks,
        deadlock_seconds=round(seconds, 3),
        verdicts=dict(verdicts.most_common()),
    )


def _family(check: Mapping[str, Any]) -> tuple[str, str]:
    """Name and title of a check without its start method: with each of them it is the same check."""
    name, _, method = check["id"].partition("[")
    return name, check["title"].replace(f" ({method.removesuffix(']')})", "")


def _share(report: Mapping[str, Any]) -> float:
    return report["points"] / report["max_points"] if report["max_points"] else 0.0
