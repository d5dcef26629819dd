"""What a report carries of a check: enough to explain it, never more than there is room for.

Suites see all that was observed. Only the copy for the report is cut: the first of each kind stay, and
:attr:`grader.evidence.Evidence.omitted` counts the rest. So a student's results stay below 1 MiB.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from grader.evidence import Evidence, Outcome, PlayedTurn
from grader.messages import printed as printed_text

#: Characters of a message, and bytes of it as ASCII JSON.
MAX_CHARACTERS: Final = 2_000
MAX_MESSAGE_BYTES: Final = 4_096
MAX_TURNS: Final = 32
#: Bytes, as ASCII JSON, for the messages and the evidence of one exercise.
ROOM: Final = 44 << 10
#: Bytes of what is said of those that are left out.
_COUNTS: Final = 160
#: What explains most comes first.
_LISTS: Final = ("waits", "leftovers", "processes", "bystanders", "signals", "observations")


def shortened_text(text: str, room: int = MAX_MESSAGE_BYTES) -> str:
    """Return the text, cut with a plain mark if a report has no room for all of it."""
    kept = text[:MAX_CHARACTERS]
    while size(kept) > min(room, MAX_MESSAGE_BYTES):
        kept = kept[: len(kept) * 3 // 4]
    return text if len(kept) == len(text) else f"{kept} [{len(text) - len(kept)} more characters]"


def printed(failing: Sequence[Outcome], file: str, room: int) -> tuple[str, str]:
    """Return standard output and standard error of the call that failed, in ``room`` bytes of a report."""
    if not failing:
        return "", ""
    outcome = failing[-1]
    complaints = shortened_text(printed_text.errors(outcome.stderr, file), room)
    return shortened_text(printed_text.output(outcome.stdout), room - size(complaints)), complaints


def size(value: object) -> int:
    """How many bytes a value takes in a report."""
    text = json.dumps(msgspec.to_builtins(value))
    return len(text) + 5 * text.count("##")  # which is written with an escape


def kept(found: list[Evidence], room: int) -> list[Evidence]:
    """Return what fits of each request's evidence: the last, those with waits or leftovers, then the others.

    The bytes that were written are left out in any case: only the check reads them.
    """
    numbers = range(len(found))
    telling = [number for number in numbers if found[number].waits or found[number].leftovers]
    first = dict.fromkeys([*numbers[-1:], *telling, *numbers])
    chosen: dict[int, Evidence] = {}
    for number in first:
        bare = msgspec.structs.replace(found[number], writes=[], omitted={}, **{name: [] for name in _LISTS})
        room -= size(bare) + _COUNTS
        if room < 0:
            break
        chosen[number] = _cut(found[number], bare, room)
        room -= size(chosen[number]) - size(bare)
    return [chosen[number] for number in sorted(chosen)]


def fitting(turns: Sequence[PlayedTurn], room: int) -> list[PlayedTurn]:
    """Return the first turns, in half of the room."""
    found = list(turns[:MAX_TURNS])
    while found and size(found) > room // 2:
        del found[len(found) * 3 // 4 :]
    return found


def _cut(whole: Evidence, bare: Evidence, room: int) -> Evidence:
    """The evidence with as many items of each kind as there is room for."""
    lists: dict[str, list[Any]] = {}
    omitted: dict[str, int] = {}
    for number, name in enumerate(_LISTS):
        items = getattr(whole, name)
        share = room // 2 if number < len(_LISTS) - 1 else room
        count, used = 0, 0
        for item in items:
            used += size(item) + 2
            if used > share:
                break
            count, room = count + 1, room - size(item) - 2
        lists[name] = items[:count]
        if count < len(items):
            omitted[name] = len(items) - count
    return msgspec.structs.replace(bare, omitted=omitted, **lists)
