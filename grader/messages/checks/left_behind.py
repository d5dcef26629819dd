"""What a call left behind, in words."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

import msgspec

from grader.evidence import Evidence, Leftover, LeftoverKind

#: Of many leftovers so many are named.
MOST_NAMED: Final = 4


def words(left: Leftover) -> str:
    """Say what one leftover is, in words that stand in a list."""
    match left.kind:
        case LeftoverKind.ZOMBIE:
            return f"{_born(left)}, which had ended, and nobody had waited for it"
        case LeftoverKind.PROCESS:
            return f"{_born(left)}, still running"
        case LeftoverKind.DESCRIPTOR:
            return f"descriptor {left.descriptor} ({_opened(left)}), still open"
        case LeftoverKind.DIRECTORY:
            return "the working directory, which was changed"
        case LeftoverKind.HANDLER:
            return "a signal handler, which was changed"
        case LeftoverKind.START_METHOD:
            return "the start method, which was changed"
        case LeftoverKind.CALLERS_DESCRIPTOR:
            return f"descriptor {left.descriptor} of the caller, which was closed or leads elsewhere"
        case _:
            return f"{left.path}, still there"


def _born(left: Leftover) -> str:
    began = f"forked at line {left.line}" if left.line else f"forked by process {left.parent}"
    return f"process {left.pid} ({began})"


def _opened(left: Leftover) -> str:
    """What a descriptor leads to, and where it was opened; empty for anything else."""
    if left.kind is not LeftoverKind.DESCRIPTOR:
        return ""
    return f"{left.path}, opened at line {left.line}" if left.line else left.path


def _together(opened: str, alike: Sequence[Leftover]) -> list[str]:
    """Say as one what one line has opened."""
    if len(alike) == 1 or not (opened and alike[0].line):
        return [words(left) for left in alike]
    *others, last = (left.descriptor for left in alike)
    return [f"descriptors {', '.join(map(str, others))} and {last} ({opened}), still open"]


def listed(leftovers: Sequence[Leftover]) -> str:
    """Say what a call left behind; of many the first few."""
    alike = itertools.groupby(leftovers[:MOST_NAMED], _opened)
    shown = "; ".join(part for opened, group in alike for part in _together(opened, list(group)))
    more = f"; and {len(leftovers) - MOST_NAMED} more" if len(leftovers) > MOST_NAMED else ""
    return f"The result is right. What was left behind: {shown}{more}."


def worded(evidence: Evidence) -> Evidence:
    """Return the evidence as a report has it: each leftover with its words."""
    found = [msgspec.structs.replace(left, what=words(left)) for left in evidence.leftovers]
    return msgspec.structs.replace(evidence, leftovers=found)
