"""What a call left behind, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from grader.evidence import Evidence, Leftover, LeftoverKind

#: Of many leftovers so many are named.
MOST_NAMED: Final = 4


def words(left: Leftover) -> str:
    """Say what one leftover is, in words that go on after a comma."""
    match left.kind:
        case LeftoverKind.ZOMBIE:
            began = f" (forked at line {left.line})" if left.line else ""
            parent = f"process {left.parent}"
            return f"process {left.pid}{began} has ended, but its parent, {parent}, had not waited for it"
        case LeftoverKind.PROCESS:
            where = f" at line {left.line}" if left.line else ""
            return f"process {left.pid}, forked by process {left.parent}{where}, was still running"
        case LeftoverKind.DESCRIPTOR:
            return f"descriptor {left.descriptor} ({left.path}) is still open"
        case LeftoverKind.DIRECTORY:
            return "the working directory was changed"
        case LeftoverKind.HANDLER:
            return "a signal handler was changed"
        case LeftoverKind.START_METHOD:
            return "the start method was changed"
        case LeftoverKind.CALLERS_DESCRIPTOR:
            return f"descriptor {left.descriptor}, which the caller had open, was closed or leads elsewhere"
        case _:
            return f"{left.path} is still there"


def listed(leftovers: Sequence[Leftover]) -> str:
    """Say what a call left behind; of many the first few."""
    shown = "; ".join(map(words, leftovers[:MOST_NAMED]))
    more = f"; and {len(leftovers) - MOST_NAMED} more" if len(leftovers) > MOST_NAMED else ""
    return f"When the function returned, {shown}{more}."


def worded(evidence: Evidence) -> Evidence:
    """Return the evidence as a report has it: each leftover with its words."""
    found = [msgspec.structs.replace(left, what=words(left)) for left in evidence.leftovers]
    return msgspec.structs.replace(evidence, leftovers=found)
