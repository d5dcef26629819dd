"""Requests that cannot be scheduled: they are made again and run free, and that is said.

Theory of operation
-------------------
What a schedule cannot allow for is noticed while it goes on (:mod:`grader.warden.schedule.unscheduled`). The
same request is then made again without a schedule, in real time. A right answer may use any call; and its
evidence, the message and the report say what nobody decided. Who takes too many steps is let run free as
well. But most of those go on for ever: once one of a submission's has run free in vain, its others do not.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Final

import msgspec

from grader.evidence import End, Outcome
from grader.limits import STEPS, UNSCHEDULED
from grader.messages.checks.why_ended import ran_free, said
from grader.warden.client import Warden
from grader.warden.protocol import Ask

#: Texts of submissions that took too many steps, ran free, and did not end either.
_in_vain: Final[set[str]] = set()


def ask(warden: Warden, question: Ask) -> Outcome:
    """Make a request; make it again, without a schedule, where it could not be scheduled."""
    outcome = warden.ask(question)
    source = question.files.get(f"{question.module}.py", "")
    if outcome.limit not in (UNSCHEDULED, STEPS):
        return outcome
    if outcome.limit == STEPS and source in _in_vain:
        return msgspec.structs.replace(outcome, limit="wall_seconds")
    free = warden.ask(msgspec.structs.replace(question, id=secrets.token_hex(16), schedule=None))
    if outcome.limit == STEPS and free.end is not End.ANSWERED:
        _in_vain.add(source)
    evidence = msgspec.structs.replace(free.evidence, ran_free=said(outcome.reason))
    return msgspec.structs.replace(free, evidence=evidence)


def told(outcomes: Iterable[Outcome]) -> str:
    """Say which requests ran free, and why; empty if none did."""
    why = list(dict.fromkeys(o.evidence.ran_free for o in outcomes if o.evidence.ran_free))
    return ran_free(why) if why else ""
