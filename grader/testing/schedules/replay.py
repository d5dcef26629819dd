"""One order of one check as a text, and what is said when it is played again.

``SEED/CHECK/SEARCH/CHOICES/STEPS`` is all that it takes: the seed of the inputs, the check, the how manieth
search of the check it is (with the kinds of calls that it holds back and its haste), where the order is not
the plain one, and a checksum of the steps. So an order that is not the same any more is noticed.
"""

from __future__ import annotations

import re
import zlib
from typing import Final

import msgspec

from grader.errors import UsageError
from grader.evidence import Played
from grader.messages.checks import judged
from grader.messages.checks.switches import story
from grader.testing.findings import Finding
from grader.testing.submission import Submission
from grader.verdict import Verdict
from grader.warden.protocol import Schedule

_TEXT: Final = re.compile(
    r"(?P<seed>\d{1,10})/(?P<check>[\w.@]+)/(?P<search>\d{1,4})(?P<hold>(?:\+[a-z]+)*)(?:~(?P<haste>[\d.]+))?"
    r"/(?P<choices>plain|\d+:\d+\.-?\d+(?:,\d+:\d+\.-?\d+)*)/(?P<steps>[0-9a-f]{4})"
)
_PLAIN: Final = "plain"


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """One order of one check."""

    seed: int
    check: str
    """The check's id as a shell takes it without quotes: ``test_hidden.test_total@spawn``."""
    search: int
    """The how manieth time the check asks for many orders."""
    order: Schedule
    steps: str
    """A checksum of the steps that were taken."""

    def __str__(self) -> str:
        order = self.order
        hold = "".join(f"+{kind}" for kind in order.hold)
        haste = f"~{order.haste_seconds:g}" if order.haste_seconds else ""
        choices = order.choices.replace(" ", ",") or _PLAIN
        return f"{self.seed}/{self.check}/{self.search}{hold}{haste}/{choices}/{self.steps}"


def parsed(text: str) -> Replay:
    """Read an order. Raises UsageError for any other text."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise UsageError(*judged.NOT_A_SCHEDULE)
    choices = found["choices"].replace(",", " ") if found["choices"] != _PLAIN else ""
    order = recorded(choices, tuple(found["hold"].split("+")[1:]), float(found["haste"] or 0))
    return Replay(
        seed=int(found["seed"]),
        check=found["check"],
        search=int(found["search"]),
        order=order,
        steps=found["steps"],
    )


def recorded(choices: str, hold: tuple[str, ...] = (), haste: float = 0.0) -> Schedule:
    """The order that has these choices; ``hold`` says under which order they were found."""
    return Schedule(policy="recorded", choices=choices, hold=hold, haste_seconds=haste)


def written(seed: int, check: str, search: int, order: Schedule, played: Played) -> str:
    """The text for an order that was played as ``played``; ``check`` is the whole id."""
    again = recorded(played.choices, order.hold, order.haste_seconds)
    return str(Replay(seed=seed, check=plain(check), search=search, order=again, steps=_sum(played)))


def plain(check: str) -> str:
    """A check's id without its exercise, and without what a shell would take for a pattern."""
    return check.partition("/")[2].replace("::", ".").replace("[", "@").replace("]", "")


def found(finding: Finding | None, submission: Submission, replay: Replay) -> Finding | None:
    """What was found under the one order; an order that could not be kept is said in any case."""
    played = submission.played
    astray = _astray(replay, played)
    if not astray:
        if finding is not None and played is not None:
            finding.message = f"{finding.message} {story(played)}".strip()
        return finding
    if finding is None:
        return Finding(Verdict.SKIPPED, judged.nothing_found(astray))
    finding.message = f"{finding.message} {astray}"
    return finding


def _astray(replay: Replay, played: Played | None) -> str:
    """How the order differs from the one that was asked for, empty if it does not."""
    if played is None:
        return judged.NOT_REACHED
    if played.diverged >= 0:
        return judged.other_choice(played.diverged)
    if _sum(played) != replay.steps:
        return judged.OTHER_STEPS
    return ""


def _sum(played: Played) -> str:
    steps = "\n".join(f"{step.thread} {step.call} {step.line}" for step in played.steps)
    return f"{zlib.crc32(steps.encode()) & 0xFFFF:04x}"
