"""How much the check of an exercise asks for: as a draft, when it is complete, and in our course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from grader.course.manifest import Minimum


@dataclass(frozen=True)
class Tier:
    """What has to be there."""

    name: str
    rejected: bool
    """Whether rejected answers are judged, and minimum numbers of answers hold."""
    least: Minimum
    """Numbers that hold whatever the course says."""
    why: bool
    """Whether exercise.toml must say why a right answer is as it is."""
    solution_runs: int
    """How many times the solution is judged."""


TIERS: Final = {
    tier.name: tier
    for tier in (
        Tier("draft", rejected=False, least=Minimum(0, 0), why=False, solution_runs=1),
        Tier("complete", rejected=True, least=Minimum(0, 0), why=False, solution_runs=1),
        Tier("strict", rejected=True, least=Minimum(3, 8), why=True, solution_runs=3),
    )
}
