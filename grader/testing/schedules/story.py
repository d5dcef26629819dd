"""What a schedule was, as turns: who went on after whom."""

from __future__ import annotations

from itertools import groupby

from grader.evidence import Played, PlayedTurn
from grader.messages.checks.switches import is_timer


def turns(played: Played) -> list[PlayedTurn]:
    """Return who went on after whom; empty if it is the plain order."""
    found: list[PlayedTurn] = []
    if not any(step.switch for step in played.steps):
        return found
    seen = [step for step in played.steps if not is_timer(step.thread)]
    for name, group in groupby(seen, key=lambda step: step.thread):
        steps = list(group)
        process, _, thread = name.partition(".")
        turn = PlayedTurn(
            process=int(process),
            thread=int(thread or 0),
            steps=len(steps),
            line=next((step.line for step in reversed(steps) if step.line), 0),
            switch=steps[0].switch,
            ends=any(step.call == "exit_group" for step in steps),
        )
        found.append(turn)
    return found
